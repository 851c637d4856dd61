import type { BarRange } from '../bars/bars';

/** Chronological blocks and the bars of each whose labels may be used (purged, embargoed). */
export interface BlockSplit {
  readonly train: Block;
  readonly validation: Block;
  readonly test: Block;
  readonly embargoBars: number;
}

export interface Block {
  /** All bars of the block. */
  readonly bars: BarRange;
  /** Bars whose label lies inside the block and clear of the next one. */
  readonly labels: BarRange;
}
