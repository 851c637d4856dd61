import { type Bars, countBars } from '../bars/bars';
import { createRandom } from '../random';
import { checkFitted, checkSplits, pickFolds } from './leaks/check-blocks';
import { checkColumns } from './leaks/check-columns';
import { createFutureCheck } from './leaks/check-future';
import { chooseProbes } from './leaks/choose-probes';
import { createLeakLog } from './leaks/leak-log';
import type { LeakReport, Pipeline } from './leaks/pipeline';

interface LeakOptions {
  readonly seed?: number;
  /** Bars after which the future is changed; there may be some more or fewer. */
  readonly probes?: number;
}

/** Probes at which all bars are run again, however many there are. */
const wholeProbes = 2;

/**
 * Returns which parts of a pipeline know the future, and how much was compared.
 *
 * At each probe t, later bars are cut off, delayed, and given other values in four ways. All that is known at t must
 * stay the same to the last bit: rows, features, labels up to their look-ahead before t, probabilities, signals and
 * fills. What is learned must not change with blocks that it may not see. Splits and fills are held to rules, and extra
 * columns, which cannot be made again, are compared with what comes after them. The same seed gives the same report.
 *
 * A leak that shows at no probe is not found, nor one of columns from beyond 4,096 bars at all but two probes, nor one
 * of trades from beyond 1,024. A flaw that all code shares with reality, such as fills at the close that made the signal,
 * is no leak here.
 */
export function findLeaks(
  pipeline: Pipeline,
  bars: Bars,
  { seed = 1, probes: wanted = 40 }: LeakOptions = {},
  onProgress: (done: number, total: number) => void = () => undefined,
): LeakReport {
  const random = createRandom(seed);
  const log = createLeakLog(bars);
  const folds = pipeline.split?.(countBars(bars)) ?? [];
  const probes = chooseProbes(bars, pickFolds(folds), wanted, random);
  const future = createFutureCheck(pipeline, bars, log, random);
  const wholeStep = Math.ceil(probes.length / wholeProbes);
  const steps = [
    ...probes.map((probe, at) => () => future.checkAt(probe, at % wholeStep === 0)),
    () => future.finish(),
    ...(pipeline.fitted ?? []).flatMap((part) =>
      pickFolds(folds).map((fold) => () => {
        checkFitted(part, fold, pipeline.historyBars ?? 0, bars, log, random);
      }),
    ),
    () => checkSplits(pipeline, folds, bars, log, random),
    () => checkColumns(pipeline, bars, log),
  ];
  steps.forEach((check, at) => {
    onProgress(at, steps.length);
    check();
  });
  onProgress(steps.length, steps.length);
  return log.report(probes.length);
}
