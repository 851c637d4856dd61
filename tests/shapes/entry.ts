import type { MarketName } from '../../src/core/library';
import type { Random } from '../../src/core/random';
import type { KnownBar, KnownMarket } from './known-bars';

/** A file that a catalogue entry wrote, and what must be read of it. */
export interface WrittenFile {
  readonly name: string;
  readonly content: string;
  /** The bars in it, where they are others than those that were given: fewer, or with rounded volumes. */
  readonly markets?: readonly KnownMarket[];
  /** Whether the volumes are those of the base asset; `unknown` where the file tells none or another unit. */
  readonly volume?: 'base' | 'unknown';
  /** The symbol that is read where it is not the market's name: '' where the file tells it in no clear way. */
  readonly symbol?: string;
  /** What the file or its name tells of the market beside the symbol. */
  readonly told?: MarketName;
  /** Whether this variant may lead to a question, as a zone that is nowhere written does. */
  readonly mayAsk?: boolean;
}

/** What an entry writes from. */
export interface Scene {
  readonly market: KnownMarket;
  /** Another market over the same time. */
  readonly other: KnownMarket;
  readonly random: Random;
  pick<Value>(values: readonly Value[]): Value;
  chance(share: number): boolean;
  /** The bars, in one of two orders of time where `chance` says so. */
  ordered(bars?: readonly KnownBar[]): readonly KnownBar[];
}

/** A program or exchange in one of the shapes that it documents: one entry in a list of the catalogue. */
export interface CatalogueEntry {
  /** Who writes the shape, for the table of the documents. */
  readonly program: string;
  /** What it is, for the table of the documents. */
  readonly shape: string;
  /** What is asked, if anything. */
  readonly asks?: string;
  /** Amounts beside the volume that must be read; others that are read must be right, too. */
  readonly tells?: readonly ('quoteVolume' | 'tradeCount')[];
  readonly intervals: readonly number[];
  readonly kind: 'crypto' | 'coin' | 'stock' | 'forex';
  write(scene: Scene): WrittenFile;
}

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;
export const intraday = [minute, 5 * minute, 15 * minute, hour];

const labels = new Map([
  [minute, '1m'],
  [5 * minute, '5m'],
  [15 * minute, '15m'],
  [hour, '1h'],
  [day, '1d'],
]);

/** "1m", "1h", "1d". */
export function labelOf(intervalMs: number): string {
  return labels.get(intervalMs) ?? `${intervalMs / minute}m`;
}
