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
  /** Oldest first, at most 20; changed in place, so copy what you keep. */
  readonly records: MutableRecord[];
  /** LONG and SHORT signals so far, whatever became of them. */
  signalCount: number;
  /** How many of them had too little confidence. */
  filteredCount: number;
}

/** Returns a log without signals. */
export function createSignalLog(): SignalLog {
  return { records: [], signalCount: 0, filteredCount: 0 };
}

/**
 * Returns the record of a new signal of bar `index`, for what is known of it to be written there, and drops the oldest beyond 20.
 * Every second bar may have a signal, and a new object for each takes longer than all that is done with it.
 */
export function addSignal(log: SignalLog, index: BarIndex, isFiltered: boolean): MutableRecord {
  log.signalCount++;
  if (isFiltered) log.filteredCount++;
  const { records } = log;
  const record = (records.length < keptRecords ? undefined : records.shift()) ?? createRecord();
  record.index = index;
  records.push(record);
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
  for (let row = log.records.length - 1; row >= 0; row--) {
    const record = log.records[row];
    if (record === undefined || record.index < index) return;
    if (record.index !== index) continue;
    record.outcome = outcome;
    if (size !== undefined) record.size = size;
    return;
  }
}

/** Returns copies of the kept records, newest first. */
export function listRecentSignals(log: SignalLog): readonly SignalRecord[] {
  return log.records.map((record) => ({ ...record })).reverse();
}
