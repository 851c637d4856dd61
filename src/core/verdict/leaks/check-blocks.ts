import { type BarRange, type Bars, countBars } from '../../bars/bars';
import type { Random } from '../../random';
import { changeValues } from './change-future';
import { firstDifference, type LeakLog } from './leak-log';
import type { FittedPart, PipelineFold, Pipeline } from './pipeline';
import { findSplitFaults } from './split-rules';

const maxFolds = 3;

/** Returns the folds in which things are learned again: the first, the last, and one between. */
export function pickFolds(folds: readonly PipelineFold[]): readonly PipelineFold[] {
  if (folds.length <= maxFolds) return folds;
  return [folds[0], folds[folds.length >> 1], folds[folds.length - 1]];
}

/** Checks that what is learned stays the same when the blocks that it may not see are others. */
export function checkFitted(
  { stage, name, sees, fit }: FittedPart,
  fold: PipelineFold,
  historyBars: number,
  bars: Bars,
  log: LeakLog,
  random: Random,
): void {
  const hidden = listHidden(fold, sees, historyBars, countBars(bars));
  if (hidden.length === 0) return;
  const was = fit(bars, fold);
  for (const { bars: other } of changeValues(bars, hidden, random)) {
    const is = fit(other, fold);
    log.count(stage, was.length);
    if (is.length === was.length && firstDifference(was, is, was.length) === was.length) continue;
    const seen = sees === 'train' ? 'training block' : 'training and validation blocks';
    const sentence = `What is learned as ${name} changed when only bars after the ${seen} were changed.`;
    log.add({ stage, name, bar: hidden[0].start, sentence });
    return;
  }
}

/** Checks the splits by their rules, and that no training label changes when later blocks are others. */
export function checkSplits(
  { label }: Pipeline,
  folds: readonly PipelineFold[],
  bars: Bars,
  log: LeakLog,
  random: Random,
): void {
  const faults = findSplitFaults(folds, label?.lookAheadBars ?? 0);
  for (const { name, bar, problem } of faults) log.tell('splits', name, bar, problem);
  const blocks = folds.flatMap(({ train, validation, test }) => [train, validation, test].flat());
  log.count('splits', blocks.length);
  if (label === undefined || faults.length > 0) return;
  const was = label.compute(bars);
  for (const fold of pickFolds(folds)) {
    const hidden = listHidden(fold, 'train', 0, countBars(bars));
    for (const { bars: other } of changeValues(bars, hidden, random)) {
      const is = label.compute(other);
      for (const { labels } of fold.train) {
        let bar = labels.start;
        while (bar < labels.end && was[bar] === is[bar]) bar++;
        log.count('splits', labels.end - labels.start);
        if (bar === labels.end) continue;
        log.tell('splits', 'purge', bar, 'The training label', 'depends on a bar of a later block');
      }
    }
  }
}

/** Bars that something must not know: blocks that it may not see, and, in time order, all bars from there on. */
function listHidden(
  fold: PipelineFold,
  sees: FittedPart['sees'],
  historyBars: number,
  count: number,
): readonly BarRange[] {
  const blocks = sees === 'train' ? [...fold.validation, ...fold.test] : fold.test;
  const hidden = blocks.map(({ bars }) => bars).filter(({ start, end }) => end > start);
  if (fold.isCombinatorial !== true) {
    const start = Math.min(count, ...hidden.map((range) => range.start));
    return start < count ? [{ start, end: count }] : [];
  }
  // The features of a training bar may look back into the test block before it.
  return hidden
    .map(({ start, end }) => ({ start, end: end - historyBars }))
    .filter(({ start, end }) => end > start);
}
