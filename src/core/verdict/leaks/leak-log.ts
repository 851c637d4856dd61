import type { BarIndex, Bars } from '../../bars/bars';
import { formatUtcMinute } from '../../format';
import type { LeakFinding, LeakReport, LeakStage } from './pipeline';

/** What has been found and compared so far. */
export interface LeakLog {
  /** Keeps a finding, unless there is one about the same part. */
  add(finding: LeakFinding): void;
  /** Keeps a finding about a bar, whose sentence is the subject, the time and, if anything, what is told. */
  tell(stage: LeakStage, name: string, bar: BarIndex, subject: string, told?: string): void;
  /** Counts values of a stage that were compared. */
  count(stage: LeakStage, values: number): void;
  report(bars: number): LeakReport;
}

export function createLeakLog({ openTime }: Bars): LeakLog {
  const findings = new Map<string, LeakFinding>();
  const stages = new Set<LeakStage>();
  let comparisons = 0;
  const add = (finding: LeakFinding): void => {
    const key = `${finding.stage} ${finding.name}`;
    if (!findings.has(key)) findings.set(key, finding);
  };
  return {
    add,
    tell(stage, name, bar, subject, told) {
      const time = formatUtcMinute(openTime[Math.min(bar, openTime.length - 1)]);
      const sentence = `${[subject, 'at', time, told].filter(Boolean).join(' ')}.`;
      add({ stage, name, bar, sentence });
    },
    count(stage, values) {
      stages.add(stage);
      comparisons += values;
    },
    report: (bars) => ({
      findings: [...findings.values()],
      checked: { bars, comparisons, stages: [...stages] },
    }),
  };
}

/** Returns the first position before `end` at which the values differ by a bit; `end` where none does. */
export function firstDifference(a: ArrayLike<number>, b: ArrayLike<number>, end: number): number {
  let at = 0;
  while (at < end && Object.is(a[at], b[at])) at++;
  return at;
}
