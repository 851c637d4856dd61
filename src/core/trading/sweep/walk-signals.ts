import { recordShares } from '../../metrics/performance-record';
import { deepenDrawdown } from '../../metrics/risk';
import { chargeFee, slipPrice } from '../positions';
import type { TradingRules } from '../rules';
import type { TradingSettings } from '../settings';
import { sizePosition } from '../sizing/sizing-rule';
import type { SignalColumns } from '../strategies/strategy';
import type { Entries, WalkedBars, WalkedFigures } from './walked-bars';

/** Room for the open positions of a run, a row each, oldest first. */
interface PositionColumns {
  /** 1 or -1. */
  readonly side: Int8Array;
  readonly quantity: Float64Array;
  readonly entryPrice: Float64Array;
  readonly entryFee: Float64Array;
  /** Bar at which it is closed at the latest. */
  readonly exitIndex: Int32Array;
}

/** Returns room for `rows` positions. */
export function createPositionColumns(rows: number): PositionColumns {
  return {
    side: new Int8Array(rows),
    quantity: new Float64Array(rows),
    entryPrice: new Float64Array(rows),
    entryFee: new Float64Array(rows),
    exitIndex: new Int32Array(rows),
  };
}

/**
 * Takes an account through all bars as `step` does with a strategy that makes these signals, and returns the same figures to the last
 * bit; those of `dailyEquity` are written there. It goes from one event (signal, fill, exit, gap) to the next: between them only closes are
 * read, and without a position not even these.
 *
 * `Entries` bring their own exits: min confidence, max positions and exit rules of the settings then count for nothing.
 * Otherwise the exit rules must be known (`isPlain`).
 */
export function walkSignals(
  { open, close, range, gaps, dayEnds }: WalkedBars,
  settings: TradingSettings,
  rules: TradingRules,
  signals: SignalColumns | Entries,
  { side, quantity, entryPrice, entryFee, exitIndex }: PositionColumns,
  dailyEquity: Float64Array,
): WalkedFigures {
  const { end } = range;
  const { feeBps, slippageBps } = settings;
  const { count, index: signalIndex, side: signalSide, confidence } = signals;
  const holdBars = 'holdBars' in signals ? signals.holdBars : undefined;
  const isAlone = holdBars === undefined;
  const minConfidence = isAlone ? settings.minConfidence : 0;
  // Never more than there are entries: a whole number, since Infinity would make the comparisons slower.
  const maxPositions = isAlone ? settings.maxPositions : count;
  const isOnOpposite = isAlone && rules.isOnOppositeSignal;
  // Orders of a close are filled at the open of the next bar, or at the same close.
  const isAtClose = settings.fillAt === 'same-close';
  const delay = isAtClose ? 0 : 1;

  // The account is local variables and columns, which cost no memory to change.
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
  const account = { bars: 0, atWork: { gross: 0, net: 0, grossNow: 0, netNow: 0, since: 0 } };
  let positions = 0;
  let sides = 0;
  let nextExit = end;
  // What waits for the next chance to trade: the side to be closed, and rows of signals to be opened.
  let exitSide = 0;
  let firstOrder = 0;
  let orders = 0;
  let nextSignal = 0;
  let day = 0;
  let nextGap = 0;

  for (let bar = range.start; ;) {
    let event = end;
    if (positions > 0) {
      while (gaps[nextGap] <= bar) nextGap++;
      event = Math.min(nextExit, gaps[nextGap]);
    }
    while (nextSignal < count && signalIndex[nextSignal] < event) {
      const row = nextSignal++;
      if (!(confidence[row] >= minConfidence)) continue;
      const leaving = isOnOpposite ? (positions - Math.imul(signalSide[row], sides)) >> 1 : 0;
      const isFollowed = positions - leaving < maxPositions;
      if (leaving > 0) exitSide = -signalSide[row];
      if (isFollowed && orders++ === 0) firstOrder = row;
      if (isFollowed || leaving > 0) event = signalIndex[row] + delay;
    }

    if (positions > 0) exposedBars += event - bar;
    while (bar < event) {
      // Without a position the equity is the same at every close, so one stands for all.
      const stop = positions === 0 ? bar + 1 : Math.min(event, dayEnds[day] + 1);
      if (positions === 1) {
        const held = side[0] * quantity[0];
        const paid = entryPrice[0];
        for (; bar < stop; bar++) {
          equity = balance + held * (close[bar] - paid);
          if (equity > peak) {
            deepest = deepenDrawdown(deepest, lowest, peak);
            peak = equity;
            lowest = equity;
          }
          if (equity < lowest) lowest = equity;
        }
      }
      for (; bar < stop; bar++) {
        equity = balance;
        for (let row = 0; row < positions; row++) {
          equity += side[row] * quantity[row] * (close[bar] - entryPrice[row]);
        }
        if (equity > peak) {
          deepest = deepenDrawdown(deepest, lowest, peak);
          peak = equity;
          lowest = equity;
        }
        if (equity < lowest) lowest = equity;
      }
      if (positions === 0) bar = event;
      while (dayEnds[day] < bar) dailyEquity[day++] = equity;
    }
    if (bar === end) break;

    while (gaps[nextGap] < bar) nextGap++;
    // What is ordered at this very close comes after the gap, and then no position has crossed it.
    const isGap = gaps[nextGap] === bar && !(isAtClose && (orders > 0 || exitSide !== 0));
    if (isGap) orders = 0;
    const price = isGap ? close[bar - 1] : isAtClose ? close[bar] : open[bar];
    if (isGap || exitSide !== 0 || bar >= nextExit) {
      const staying = positions;
      positions = 0;
      sides = 0;
      nextExit = end;
      for (let row = 0; row < staying; row++) {
        if (!isGap && exitIndex[row] > bar && side[row] !== exitSide) {
          side[positions] = side[row];
          quantity[positions] = quantity[row];
          entryPrice[positions] = entryPrice[row];
          entryFee[positions] = entryFee[row];
          exitIndex[positions] = exitIndex[row];
          nextExit = Math.min(nextExit, exitIndex[row]);
          sides += side[row];
          positions++;
          continue;
        }
        const exitPrice = slipPrice(price, -side[row] as 1 | -1, slippageBps);
        const value = quantity[row] * exitPrice;
        const exitFee = chargeFee(value, feeBps);
        const gain = side[row] * quantity[row] * (exitPrice - entryPrice[row]);
        balance += gain - exitFee;
        tradedValue += value;
        feesPaid += exitFee;
        slippagePaid += quantity[row] * Math.abs(exitPrice - price);
        const pnl = gain - entryFee[row] - exitFee;
        trades++;
        if (pnl > 0) {
          wins++;
          grossProfit += pnl;
        } else if (pnl < 0) {
          losses++;
          grossLoss -= pnl;
        }
      }
      exitSide = 0;
    }

    for (let order = firstOrder; order < firstOrder + orders; order++) {
      let marked = balance;
      let openValue = 0;
      for (let row = 0; row < positions; row++) {
        marked += side[row] * quantity[row] * (price - entryPrice[row]);
        openValue += quantity[row] * price;
      }
      const size = sizePosition(rules.size, settings, confidence[order], marked, openValue);
      if (size === 0) continue;
      const direction = signalSide[order] as 1 | -1;
      const fillPrice = slipPrice(price, direction, slippageBps);
      const fee = chargeFee(size, feeBps);
      side[positions] = direction;
      quantity[positions] = size / fillPrice;
      entryPrice[positions] = fillPrice;
      entryFee[positions] = fee;
      exitIndex[positions] = Math.min(end, bar + (holdBars?.[order] ?? rules.maxBars));
      nextExit = Math.min(nextExit, exitIndex[positions]);
      balance -= fee;
      tradedValue += size;
      feesPaid += fee;
      slippagePaid += quantity[positions] * Math.abs(fillPrice - price);
      sides += direction;
      positions++;
    }
    orders = 0;

    let marked = balance;
    let gross = 0;
    let net = 0;
    for (let row = 0; row < positions; row++) {
      marked += side[row] * quantity[row] * (price - entryPrice[row]);
      const value = quantity[row] * price;
      gross += value;
      net += side[row] * value;
    }
    account.bars = bar - range.start;
    recordShares(account, marked, gross, net);
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
    atWork: account.atWork,
  };
}
