import { measureShare } from '../../metrics/performance-record';
import { deepenDrawdown } from '../../metrics/risk';
import { chargeFee, slipPrice } from '../positions';
import type { TradingRules } from '../rules';
import type { TradingSettings } from '../settings';
import { capSize } from '../sizing/sizing-rule';
import type { SignalColumns } from '../strategies/strategy';
import type { Entries, WalkedBars, WalkedFigures } from './walked-bars';

/** Whether no two of the entries are ever open at the same bar. */
export function areApart({ index, holdBars, count }: Entries): boolean {
  for (let row = 1; row < count; row++) {
    if (index[row] < index[row - 1] + holdBars[row - 1]) return false;
  }
  return true;
}

/**
 * Returns what `walkSignals` returns where one position at a time is open: max positions is 1, or the entries are apart. It goes from
 * trade to trade. Equity rises or falls with the close while a position is open, so that the highest and the lowest close tell
 * whether the highest equity or the deepest fall can change; only where the highest does are all closes read.
 */
export function walkSingle(
  { open, close, range, gaps, dayEnds, extremes }: WalkedBars,
  settings: TradingSettings,
  rules: TradingRules,
  signals: SignalColumns | Entries,
  dailyEquity: Float64Array,
): WalkedFigures {
  const { start, end } = range;
  const { feeBps, slippageBps, maxLeverage } = settings;
  const { size: measure } = rules;
  const { count, index, side, confidence } = signals;
  const holdBars = 'holdBars' in signals ? signals.holdBars : undefined;
  const minConfidence = holdBars === undefined ? settings.minConfidence : 0;
  const isOnOpposite = holdBars === undefined && rules.isOnOppositeSignal;
  const maxBars = Math.min(rules.maxBars, end - start);
  const isAtClose = settings.fillAt === 'same-close';
  const delay = isAtClose ? 0 : 1;
  const price = isAtClose ? close : open;
  const { closes, highestAt, bars } = extremes();

  let balance = settings.capital;
  let equity = balance;
  let peak = balance;
  let lowest = balance;
  let deepest = 0;
  let exposedBars = 0;
  let trades = 0;
  let wins = 0;
  let losses = 0;
  let grossProfit = 0;
  let grossLoss = 0;
  let tradedValue = 0;
  let feesPaid = 0;
  let slippagePaid = 0;
  let gross = 0;
  let net = 0;
  let grossNow = 0;
  let netNow = 0;
  let since = 0;
  let day = 0;
  let nextGap = 0;
  let next = 0;
  /** Row of the signal to be followed; -1 while none is known. */
  let row = -1;

  for (let bar = start; ;) {
    if (row < 0) {
      while (next < count && !(confidence[next] >= minConfidence)) next++;
      row = next++;
      const entry = row < count ? Math.min(end, index[row] + delay) : end;
      if (entry > bar) {
        equity = balance;
        if (equity > peak) {
          deepest = deepenDrawdown(deepest, lowest, peak);
          peak = equity;
          lowest = equity;
        } else if (equity < lowest) lowest = equity;
        while (dayEnds[day] < entry) dailyEquity[day++] = equity;
        bar = entry;
      }
      if (bar === end) break;
    }
    const order = row;
    row = -1;
    while (gaps[nextGap] < bar) nextGap++;
    if (gaps[nextGap] === bar) {
      nextGap++;
      // An order of before the gap is cancelled.
      if (!isAtClose) continue;
    }

    // What is open at `bar` was closed at the same price, so the balance is all that there is.
    const direction = side[order] as 1 | -1;
    const quoted = price[bar];
    const size = capSize(measure(confidence[order], balance, settings), maxLeverage, balance, 0);
    if (size === 0) continue;
    const paid = slipPrice(quoted, direction, slippageBps);
    const entryFee = chargeFee(size, feeBps);
    const quantity = size / paid;
    balance -= entryFee;
    tradedValue += size;
    feesPaid += entryFee;
    slippagePaid += quantity * Math.abs(paid - quoted);
    const held = direction * quantity;
    grossNow = measureShare(quantity * quoted, balance + held * (quoted - paid));
    netNow = grossNow === 0 ? 0 : direction * grossNow;
    since = bar - start;

    const gap = gaps[nextGap];
    let exit = Math.min(gap, bar + (holdBars === undefined ? maxBars : holdBars[order]));
    if (holdBars === undefined) {
      for (; next < count && index[next] < exit; next++) {
        if (!isOnOpposite || side[next] === direction || !(confidence[next] >= minConfidence))
          continue;
        exit = index[next] + delay;
        // An order of before a gap is cancelled.
        if (exit < gap) row = next;
      }
    }
    exposedBars += exit - bar;

    // Two runs of bars cover those of the trade: the worst closes of both, and the best.
    const level = 31 - Math.clz32(exit - bar);
    const first = level * bars + bar - start;
    const second = level * bars + exit - start - (1 << level);
    const worst = ((1 - direction) >> 1) * highestAt;
    const best = highestAt - worst;
    if (
      balance + held * (closes[best + first] - paid) > peak ||
      balance + held * (closes[best + second] - paid) > peak
    ) {
      for (let at = bar; at < exit; at++) {
        equity = balance + held * (close[at] - paid);
        if (equity > peak) {
          deepest = deepenDrawdown(deepest, lowest, peak);
          peak = equity;
          lowest = equity;
        } else if (equity < lowest) lowest = equity;
      }
    } else {
      const atFirst = balance + held * (closes[worst + first] - paid);
      const atSecond = balance + held * (closes[worst + second] - paid);
      if (atFirst < lowest) lowest = atFirst;
      if (atSecond < lowest) lowest = atSecond;
    }
    for (; dayEnds[day] < exit; day++) {
      dailyEquity[day] = balance + held * (close[dayEnds[day]] - paid);
    }
    bar = exit;
    if (bar === end) {
      equity = balance + held * (close[end - 1] - paid);
      break;
    }

    const left = gap === bar ? close[bar - 1] : price[bar];
    const received = slipPrice(left, -direction as 1 | -1, slippageBps);
    const value = quantity * received;
    const exitFee = chargeFee(value, feeBps);
    const gain = held * (received - paid);
    balance += gain - exitFee;
    tradedValue += value;
    feesPaid += exitFee;
    slippagePaid += quantity * Math.abs(received - left);
    const pnl = gain - entryFee - exitFee;
    trades++;
    if (pnl > 0) {
      wins++;
      grossProfit += pnl;
    } else if (pnl < 0) {
      losses++;
      grossLoss -= pnl;
    }
    if (grossNow !== 0) {
      const passed = bar - start - since;
      gross += grossNow * passed;
      net += netNow * passed;
      since = bar - start;
      grossNow = 0;
      netNow = 0;
    }
  }
  return {
    equity,
    peakEquity: peak,
    maxDrawdownFraction: deepenDrawdown(deepest, lowest, peak),
    exposedBars,
    trades,
    wins,
    losses,
    grossProfit,
    grossLoss,
    tradedValue,
    feesPaid,
    slippagePaid,
    atWork: { gross, net, grossNow, netNow, since },
  };
}
