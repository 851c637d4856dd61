import type { BarIndex, EpochMs } from '../bars/bars';
import type { Signal } from './strategies/strategy';

/** A signal and what became of it: one row of the table "Recent signals". */
export interface SignalRecord {
  readonly index: BarIndex;
  readonly time: EpochMs;
  readonly signal: Exclude<Signal, 'NEUTRAL'>;
  /** The model's P(rise); null where it gave none. */
  readonly probability: number | null;
  readonly confidence: number;
  readonly price: number;
  /** Position value in dollars; 0 when the signal opened nothing. */
  readonly size: number;
  /** Net profit in dollars, or why there is none (yet). */
  readonly outcome: number | keyof typeof outcomes;
}

/** Why a signal has no profit (yet), as a sentence. */
export const outcomes = {
  open: 'The position is open.',
  pending: 'The order waits to be filled.',
  filtered: 'Below the minimum confidence.',
  'side off': 'Skipped: positions of this side are switched off.',
  'warming up': 'Skipped: too few bars without a gap were known to measure the volatility.',
  busy: 'Skipped: as many positions as allowed were open or ordered.',
  'no cash': 'Nothing was left to trade with, or the sizing rule asked for nothing.',
  'limit not reached': 'The limit order was given up: the price did not trade through it in time.',
  cancelled: 'Bars were missing before the order was filled, or an opposite signal took it back.',
} as const;

const keptRecords = 20;

/** A record while its signal is followed. */
export type MutableRecord = { -readonly [Field in keyof SignalRecord]: SignalRecord[Field] };

/** The last signals and what became of them; a plain record. */
export interface SignalLog {
  /** At most 20, in the order of their bars from row `oldest` on and then from the first row; changed in place, so copy what you keep. */
  readonly records: MutableRecord[];
  /** Row of the oldest record, whose place the next signal takes once there are 20; left out by logs that began before it was kept: 0. */
  oldest?: number;
  /** LONG and SHORT signals so far, whatever became of them. */
  signalCount: number;
  /** How many of them had too little confidence. */
  filteredCount: number;
}

/** Returns a log without signals. */
export function createSignalLog(): SignalLog {
  return { records: [], oldest: 0, signalCount: 0, filteredCount: 0 };
}

/**
 * Returns the record of a new signal of bar `index`, for what is known of it to be written there, and drops the oldest beyond 20.
 * Every second bar may have a signal, and a new object for each takes longer than all that is done with it.
 */
export function addSignal(log: SignalLog, index: BarIndex, isFiltered: boolean): MutableRecord {
  log.signalCount++;
  if (isFiltered) log.filteredCount++;
  const { records, oldest = 0 } = log;
  if (records.length < keptRecords) {
    const added = createRecord();
    added.index = index;
    records.push(added);
    return added;
  }
  const record = records[oldest];
  log.oldest = oldest + 1 < keptRecords ? oldest + 1 : 0;
  record.index = index;
  return record;
}

function createRecord(): MutableRecord {
  return {
    index: -1,
    time: 0,
    signal: 'LONG',
    probability: null,
    confidence: 0,
    price: 0,
    size: 0,
    outcome: 'pending',
  };
}

/** Records what became of the signal of bar `index`, if it is still among the last 20. */
export function updateSignal(
  log: SignalLog,
  index: BarIndex,
  outcome: SignalRecord['outcome'],
  size?: number,
): void {
  const { records, oldest = 0 } = log;
  const count = records.length;
  for (let passed = 0, row = oldest; passed < count; passed++) {
    row = row === 0 ? count - 1 : row - 1;
    const record = records[row];
    if (record.index < index) return;
    if (record.index > index) continue;
    record.outcome = outcome;
    if (size !== undefined) record.size = size;
    return;
  }
}

/** Drops all records but that of the signal of bar `index`, if it is there. */
export function keepOnly(log: SignalLog, index: BarIndex): void {
  const { records } = log;
  records.splice(0, records.length, ...records.filter((record) => record.index === index));
  log.oldest = 0;
}

/** Returns the record of the newest signal; undefined before the first. */
export function findNewestSignal({ records, oldest = 0 }: SignalLog): SignalRecord | undefined {
  return records[oldest === 0 ? records.length - 1 : oldest - 1];
}

/** Returns copies of the kept records, newest first. */
export function listRecentSignals(log: SignalLog): readonly SignalRecord[] {
  const { records, oldest = 0 } = log;
  const ordered = [...records.slice(oldest), ...records.slice(0, oldest)];
  return ordered.map((record) => ({ ...record })).reverse();
}
