import type { EpochMs } from '../../../../core/bars/bars';
import type {
  ConnectionCounts,
  ConnectionLogEntry,
  ConnectionState,
} from '../../../../../workers/api/live';
import { formatCount } from '../../../../core/format';

/** The text for a connection state. */
interface ConnectionText {
  readonly title: string;
  /** A countdown, which assistive technology does not read out. */
  readonly countdown?: string;
  /** The reason, and what to do. */
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
      const { advice } = state;
      return {
        title: `Connecting${attempt}…`,
        ...(advice !== undefined && { note: advice }),
        tone: 'busy',
      };
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
        note: joinSentences(state.reason, 'Late bars lead to no order.'),
        tone: 'warn',
      };
    case 'retrying':
      return {
        title: `Retrying (attempt ${state.attempt})`,
        countdown: countDown(state.at, now),
        note: joinSentences(state.reason, state.advice),
        tone: 'warn',
      };
    case 'offline':
      return {
        title: 'Offline',
        note: 'No network. Missed bars are fetched when it is back.',
        tone: 'warn',
      };
    case 'blocked':
      return {
        title: 'Blocked',
        ...(state.until !== undefined && { countdown: `next try ${countDown(state.until, now)}` }),
        note: joinSentences(state.reason, state.advice),
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

/** Reasons are phrases: each gets a full stop before what follows it. */
function joinSentences(reason: string, advice: string | undefined): string {
  if (advice === undefined) return reason;
  return `${/[.!?]$/.test(reason) ? reason : `${reason}.`} ${advice}`;
}

function countDown(until: EpochMs, now: EpochMs): string {
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  return seconds < 100 ? `in ${seconds} s` : `in ${Math.ceil(seconds / 60)} min`;
}
