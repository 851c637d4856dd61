import type { Instrument } from './instrument';
import { perpetual } from './perpetual';
import { spot } from './spot';

/** Every instrument that can be traded. */
export const instruments: readonly Instrument[] = [spot, perpetual];
