import type { Bars } from '../bars';
import { checkConstantStretches } from './constant-stretch';
import { checkGaps } from './gap';
import { checkOutliers } from './outlier';
import { checkQuoteVolume } from './quote-volume-mismatch';
import type { QualityFinding } from './report';
import { checkZeroVolume } from './zero-volume';

const barChecks = [
  checkGaps,
  checkZeroVolume,
  checkOutliers,
  checkConstantStretches,
  checkQuoteVolume,
];

/** Returns what is odd about valid bars, which are kept as they are, in the order of `qualityChecks`. */
export function inspectBars(bars: Bars): QualityFinding[] {
  return barChecks.flatMap((check) => check(bars) ?? []);
}
