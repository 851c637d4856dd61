import {
  formatCount,
  formatMoney,
  formatNumber,
  formatPercent,
  formatPrice,
  formatUtcMinute,
} from '../../../../../core/format';
import { findEntry } from '../../../../../core/trading/choice';
import type { BarExplanation, ModelInput } from '../../../../../core/trading/explain-bar';
import { describeExit, findThresholds } from '../../../../../core/trading/rules';
import type { TradingSettings } from '../../../../../core/trading/settings';
import { strategies } from '../../../../../core/trading/strategies/list';

const three = { digits: 3 };

/** Returns in a sentence or two why there was a trade after a bar's close, or none. */
export function explainOutcome(
  explanation: BarExplanation & { readonly input: ModelInput | undefined },
  settings: TradingSettings,
): string {
  const { outcome, signal, confidence, positions } = explanation;
  const percent = (share: number) => formatPercent(share, { digits: 1 });
  switch (outcome.kind) {
    case 'neutral':
      return explainNeutral(explanation, settings);
    case 'warming-up':
      return `No trade: the rule needs ${formatCount(outcome.needed)} bars without a gap to decide, and there were ${formatCount(outcome.bars)}.`;
    case 'filtered':
      return `No trade: the signal was ${signal}, but its confidence of ${percent(confidence)} is below the minimum of ${percent(settings.minConfidence)}.`;
    case 'busy': {
      const { maxPositions } = settings;
      const [first] = positions;
      const since = first && ` since ${formatUtcMinute(first.entryTime)}`;
      return `No trade: the signal was ${signal}, but ${maxPositions === 1 ? `a position was open${since ?? ''}` : `${formatCount(maxPositions)} positions were open`}, as many as the settings allow.`;
    }
    case 'pending':
      return `${signal} was ordered at this close. What became of it is known with the next bars.`;
    case 'side-off':
      return `No trade: the signal was ${signal}, and positions of this side are switched off.`;
    case 'limit-not-reached':
      return `No trade: ${signal} was ordered by a limit order, but the price did not trade through it in time.`;
    case 'gap':
      return `No trade: ${signal} was ordered, but bars are missing after this one, so the order was cancelled.`;
    case 'taken-back':
      return `No trade: ${signal} was ordered, but an opposite signal took the order back before it was filled.`;
    case 'no-cash':
      return `No trade: ${signal} was ordered, but nothing was left to trade with when it was to be filled, or the sizing rule asked for nothing.`;
    case 'open': {
      const { entryPrice, entryTime } = outcome.position;
      return `${signal}: in at ${formatPrice(entryPrice)} on ${formatUtcMinute(entryTime)}. The position is open.`;
    }
    case 'closed': {
      const { entryPrice, entryTime, exitPrice, exitTime, exitReason, pnl } = outcome.trade;
      return `${signal}: in at ${formatPrice(entryPrice)} on ${formatUtcMinute(entryTime)}, out at ${formatPrice(exitPrice)} on ${formatUtcMinute(exitTime)} (${describeExit(exitReason)}): ${nameResult(pnl)} after costs.`;
    }
  }
}

function explainNeutral(
  { probability, input }: BarExplanation & { readonly input: ModelInput | undefined },
  settings: TradingSettings,
): string {
  const { filter } = settings;
  const thresholds = filter === undefined ? findThresholds(settings) : undefined;
  const { label } = findEntry(strategies, settings.strategy.kind);
  if (filter !== undefined) {
    const other = findEntry(strategies, filter.kind).label;
    return `No trade: “${label}” gave no signal, or “${other}” was not on its side.`;
  }
  if (thresholds === undefined) return `No trade: “${label}” gave no signal.`;
  if (Number.isNaN(probability)) {
    if (input === undefined) return 'No trade: there is no model to give a probability.';
    const { neededBars, unbrokenBars } = input;
    return unbrokenBars < neededBars
      ? `No trade: the model gave no probability. It reads ${formatCount(neededBars)} bars without a gap, and there were ${formatCount(unbrokenBars)}.`
      : 'No trade: the model gave no probability for this bar, since a feature is unknown or no test block holds it.';
  }
  const { long, short } = thresholds;
  const [nearest, name] =
    long - probability < probability - short ? [long, 'long'] : [short, 'short'];
  return `No trade: the probability of ${formatNumber(probability, three)} is between the thresholds, ${formatNumber(Math.abs(nearest - probability), three)} from ${name}.`;
}

function nameResult(pnl: number): string {
  return `${pnl < 0 ? 'a loss' : 'a gain'} of ${formatMoney(Math.abs(pnl))}`;
}
