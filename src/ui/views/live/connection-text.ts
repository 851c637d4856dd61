import type { EpochMs } from '../../../core/bars/bars';
import type {
  ConnectionCounts,
  ConnectionLogEntry,
  ConnectionState,
} from '../../../core/live/connection-state';
import { formatCount } from '../../format';

/** What a connection state says to a person. */
export interface ConnectionText {
  readonly title: string;
  /** Seconds that tick, which assistive technology need not read out. */
  readonly countdown?: string;
  /** Why, and what to do. */
  readonly note?: string;
  readonly tone: 'good' | 'busy' | 'warn' | 'bad' | 'off';
}

/** Returns the words for a state at `now`. */
export function describeConnection(state: ConnectionState, now: EpochMs): ConnectionText {
  switch (state.kind) {
    case 'disconnected':
      return { title: 'Not connected', tone: 'off' };
    case 'connecting': {
      const attempt = state.attempt > 1 ? ` (attempt ${state.attempt})` : '';
      return { title: `Connecting${attempt}…`, tone: 'busy' };
    }
    case 'back-filling': {
      const { barsDone, barsTotal } = state;
      const far =
        barsTotal > 0 ? ` (${formatCount(barsDone)} of ${formatCount(barsTotal)} bars)` : '';
      return { title: `Back-filling${far}`, tone: 'busy' };
    }
    case 'live':
      return { title: 'Live', tone: 'good' };
    case 'stale':
      return {
        title: 'Stale',
        note: `${endSentence(state.reason)} No order is given on bars that are known too late.`,
        tone: 'warn',
      };
    case 'retrying':
      return {
        title: `Retrying (attempt ${state.attempt})`,
        countdown: countDown(state.at, now),
        note: state.reason,
        tone: 'warn',
      };
    case 'offline':
      return {
        title: 'Offline',
        note: 'This device has no network. Missed bars are fetched when it is back.',
        tone: 'warn',
      };
    case 'blocked':
      return {
        title: 'Blocked',
        ...(state.until !== undefined && { countdown: countDown(state.until, now) }),
        note: `${state.reason} ${state.advice}`,
        tone: 'bad',
      };
  }
}

/** Every count of a connection with its name, in the order in which they are shown. */
export const countNames = {
  messages: 'Messages',
  closedBars: 'Closed bars',
  inferences: 'Predictions',
  backFilled: 'Bars back-filled',
  reconnects: 'Reconnects',
  duplicates: 'Duplicates',
  outOfOrder: 'Out of order',
  corrected: 'Corrected bars',
  stale: 'Too late for an order',
  malformed: 'Malformed',
  unknown: 'Unknown kinds',
} as const satisfies Readonly<Record<keyof ConnectionCounts, string>>;

/** Returns the log as text, one line an entry: time in UTC, level, what happened. */
export function writeLog(entries: readonly ConnectionLogEntry[]): string {
  return entries
    .map(({ time, level, text }) => `${new Date(time).toISOString()} ${level} ${text}`)
    .join('\n');
}

function endSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function countDown(until: EpochMs, now: EpochMs): string {
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  return seconds < 100 ? `in ${seconds} s` : `in ${Math.ceil(seconds / 60)} min`;
}
