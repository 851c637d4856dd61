import type { Bars } from '../bars';
import type { QualityFinding } from './report';

/** What may be odd about valid bars; undefined where it is not. Bars are kept as they are. */
export type BarCheck = (bars: Bars) => QualityFinding | undefined;
