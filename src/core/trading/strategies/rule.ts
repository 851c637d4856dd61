import type { FieldValues } from '../../fields';
import { noPast } from './past-bars';
import type { Decider, SignalColumns, SignalHistory, Strategy } from './strategy';

/** What a strategy of bars says; it knows no open positions. */
type Rule = Omit<Strategy, 'presets' | 'listSignals'>;

/** Returns the strategy of a rule that decides by bars alone: it has no presets, and a sweep lists its signals by asking it. */
export function buildRule(rule: Rule): Strategy {
  return {
    ...rule,
    presets: [],
    listSignals: (values: FieldValues, history: SignalHistory, out: SignalColumns) =>
      listDecisions(rule.create(values), rule.countWarmUpBars?.(values) ?? 0, history, out),
  };
}

/** Writes the signals of a strategy that looks at no position into `out`: what `stepThrough` makes it decide at each close. */
export function listDecisions(
  decider: Decider,
  warmUpBars: number,
  { bars, probability, range }: SignalHistory,
  out: SignalColumns,
): void {
  const { openTime, open, high, low, close, intervalMs } = bars;
  const bar = { index: 0, openTime: 0, open: 0, high: 0, low: 0, close: 0 };
  const past = { ...noPast, columns: bars, start: range.start };
  const known = { bar, probability: NaN, positions: [], past };
  const first = Math.max(0, range.start + 1 - warmUpBars);
  const isConnected = (index: number) => openTime[index] - openTime[index - 1] === intervalMs;
  while (past.start > first && isConnected(past.start)) past.start--;
  out.count = 0;
  for (let index = range.start; index < range.end; index++) {
    if (index > range.start && !isConnected(index)) past.start = index;
    past.end = index + 1;
    if (past.end - past.start < warmUpBars) continue;
    bar.index = index;
    bar.openTime = openTime[index];
    bar.open = open[index];
    bar.high = high[index];
    bar.low = low[index];
    bar.close = close[index];
    known.probability = probability[index] ?? NaN;
    const side = decider.decide(known);
    if (side === 0) continue;
    out.index[out.count] = index;
    out.side[out.count] = side;
    out.confidence[out.count++] = decider.measureConfidence(known, side);
  }
}
