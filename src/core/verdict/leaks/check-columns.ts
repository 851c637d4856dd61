import { type Bars, countBars } from '../../bars/bars';
import { computeAuc } from '../../metrics/auc';
import { checkExtras, describeKnowledge } from '../leak-check';
import type { LeakLog } from './leak-log';
import type { Pipeline } from './pipeline';
import { shortHorizonMs } from '../verdict';

/** AUC of an extra column alone beyond which it must know the label, at a short horizon and at a longer one. */
const maxExtraAuc = { short: 0.6, long: 0.75 };
/** AUC at which a column is the label itself. */
const labelAuc = 0.99;
/** Standard errors by which an AUC must differ from 0.5. */
const minScore = 5;

/** Compares each column alone with the label, and extra columns with what comes after them. */
export function checkColumns(
  { features, extras: names = [], label }: Pipeline,
  bars: Bars,
  log: LeakLog,
): void {
  const count = countBars(bars);
  const horizonBars = Math.max(1, label?.lookAheadBars ?? 1);
  const extras = Object.fromEntries(
    names.map((name) => [name, bars.extras?.[name] ?? new Float64Array(count)]),
  );
  if (names.length > 0) {
    for (const { column: name, knows } of checkExtras({ ...bars, extras }, horizonBars)) {
      log.count('extras', count);
      if (knows === undefined) continue;
      const sentence = `Column ${name} ${describeKnowledge(knows)}.`;
      log.add({ stage: 'extras', name, sentence });
    }
  }
  if (label === undefined) return;
  const labels = label.compute(bars);
  const isShort = horizonBars * bars.intervalMs <= shortHorizonMs;
  const check = (name: string, values: ArrayLike<number>, isExtra: boolean): void => {
    const stage = isExtra ? 'extras' : 'features';
    log.count(stage, count);
    const auc = rankAlone(values, labels, horizonBars);
    const limit = isExtra ? maxExtraAuc[isShort ? 'short' : 'long'] : labelAuc;
    if (Math.max(auc, 1 - auc) < limit) return;
    const sentence = `${isExtra ? 'Column' : 'Feature'} ${name} alone tells the label with an AUC of ${auc.toFixed(3)}: it must be made of it.`;
    log.add({ stage, name, sentence });
  };
  for (const [name, values] of Object.entries(features?.(bars) ?? {})) {
    if (!names.includes(name)) check(name, values, false);
  }
  for (const [name, values] of Object.entries(extras)) check(name, values, true);
}

/**
 * Returns the AUC of a column alone; 0.5 where it could be chance: where it is not five standard errors of the
 * Mann-Whitney statistic away, counting only labels that do not overlap.
 */
function rankAlone(
  values: ArrayLike<number>,
  labels: ArrayLike<number>,
  horizonBars: number,
): number {
  const bars = Array.from(
    { length: Math.floor(labels.length / horizonBars) },
    (_, at) => at * horizonBars,
  ).filter((bar) => labels[bar] <= 1 && Number.isFinite(values[bar]));
  const some = bars.map((bar) => labels[bar]);
  const rises = some.reduce((sum, label) => sum + label, 0);
  const auc = computeAuc(
    some,
    bars.map((bar) => values[bar]),
  );
  const error = Math.sqrt((some.length + 1) / (12 * rises * (some.length - rises)));
  return Math.abs(auc - 0.5) > minScore * error ? auc : 0.5;
}
