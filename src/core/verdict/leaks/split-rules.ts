import type { BarIndex } from '../../bars/bars';
import type { PipelineFold } from './pipeline';

/** A rule of splits that a fold breaks. */
interface SplitFault {
  readonly name: 'order' | 'overlap' | 'purge' | 'embargo';
  readonly bar: BarIndex;
  /** What is wrong, as a sentence for people without the fold. */
  readonly problem: string;
}

const roles = ['train', 'validation', 'test'] as const;
const names = { train: 'training', validation: 'validation', test: 'test' } as const;

/**
 * Returns which rules the folds break: blocks of a fold have no bar in common; they are in time order (training,
 * validation, test), and so are the test blocks of successive folds, unless the fold is combinatorial; no label that
 * is learned from looks into a block that judges (purge); as many bars as the embargo lie in between.
 */
export function findSplitFaults(
  folds: readonly PipelineFold[],
  lookAheadBars: number,
): readonly SplitFault[] {
  return folds.flatMap((fold, at) => {
    const isFirst = at === 0 || fold.isCombinatorial === true;
    const before = isFirst ? -Infinity : lastBar(folds[at - 1].test);
    return [...findFaults(fold, lookAheadBars), ...findRepeats(fold, before)].map((fault) => ({
      ...fault,
      problem: folds.length === 1 ? fault.problem : `${fault.problem} (fold ${at + 1})`,
    }));
  });
}

function lastBar(blocks: PipelineFold['test']): BarIndex {
  return Math.max(...blocks.map(({ bars }) => bars.end)) - 1;
}

function findRepeats({ test }: PipelineFold, before: BarIndex): readonly SplitFault[] {
  const early = test.find(({ bars }) => bars.start <= before);
  if (early === undefined) return [];
  const problem = 'The test block begins before that of the fold before it has ended';
  return [{ name: 'order', bar: early.bars.start, problem }];
}

function findFaults(fold: PipelineFold, lookAheadBars: number): readonly SplitFault[] {
  const blocks = roles
    .flatMap((role, rank) => fold[role].map((block) => ({ ...block, role, rank })))
    .filter(({ bars }) => bars.end > bars.start)
    .sort((a, b) => a.bars.start - b.bars.start);
  return blocks.slice(1).flatMap((next, at): readonly SplitFault[] => {
    const block = blocks[at];
    const { start } = next.bars;
    const [one, other] = [names[block.role], names[next.role]];
    if (start < block.bars.end) {
      const problem = `The ${other} block begins within the ${one} block`;
      return [{ name: 'overlap', bar: start, problem }];
    }
    if (block.role === next.role) return [];
    if (block.rank > next.rank && fold.isCombinatorial !== true) {
      const problem = `Bars of the ${one} block come before bars of the ${other} block`;
      return [{ name: 'order', bar: block.bars.start, problem }];
    }
    // Of a block that learns after one that judges, what counts is where its labels begin.
    const from = block.rank > next.rank ? next.labels.start : start;
    const apart = from - (block.labels.end + lookAheadBars);
    const bar = block.labels.end - 1;
    if (apart < 0) {
      const problem = `The last labels of the ${one} block look into the ${other} block`;
      return [{ name: 'purge', bar, problem }];
    }
    if (apart >= fold.embargoBars) return [];
    const problem = `Only ${apart} bars lie between the labels of the ${one} block and the ${other} block, not the ${fold.embargoBars} of the embargo`;
    return [{ name: 'embargo', bar, problem }];
  });
}
