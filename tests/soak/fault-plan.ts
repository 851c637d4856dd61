import { deriveSeed } from '../../src/core/random';
import type { FiredFault } from '../servers/exchange-stats';
import { faultTargets, type Fault, type FaultKind } from '../servers/faults/fault';
import type { FaultSpan } from './recovery';

/** How often faults happen: one in so many opportunities, each kind apart. */
export interface FaultRates {
  readonly message: number;
  readonly request: number;
  readonly connect: number;
  readonly close: number;
}

/** All faults of one part of a soak, and how long each of them acts. */
export interface FaultPlan {
  readonly faults: readonly Fault[];
  /**
   * By the fault's own script; undefined for faults after which nothing is to be recovered from, and for streams
   * that fall silent, which the exchange tells of.
   */
  spanOf(fault: FiredFault): FaultSpan | undefined;
}

const minuteMs = 60_000;
/** Barely longer than the silence after which a client gives a connection up, 15 s, so that it has to. */
const silenceMs = 16_000;
/** Barely longer than a client waits for an answer, 10 s. */
const slowMs = 11_000;

/**
 * Returns all kinds of faults at the given rates. `hasRetryAfter`: whether the exchange says how long to
 * wait after 429 and 418; where it does not, a client must wait a minute, or two.
 */
export function planFaults(rates: FaultRates, hasRetryAfter: boolean, seed: number): FaultPlan {
  const klines = '/api/v3/klines';
  const limits = hasRetryAfter
    ? { 'rest-429': 3, 'rest-418': 8 }
    : { 'rest-429': 60, 'rest-418': 120 };
  const told = (kind: keyof typeof limits) => (hasRetryAfter ? { retryAfter: limits[kind] } : {});
  const list: readonly Fault[] = [
    { kind: 'drop-connection' },
    { kind: 'half-open', durationMs: silenceMs },
    { kind: 'delay-message', delayMs: 9_000 },
    { kind: 'duplicate-message', copies: 2 },
    { kind: 'reorder-messages' },
    { kind: 'reorder-messages', bar: 'closed' },
    { kind: 'malformed-message' },
    { kind: 'malformed-message', bar: 'closed' },
    { kind: 'unknown-event' },
    { kind: 'unknown-fields' },
    { kind: 'missing-bar', bar: 'forming' },
    { kind: 'missing-bar', bar: 'closed' },
    { kind: 'silent-stream' },
    { kind: 'day-cut' },
    { kind: 'server-shutdown', noticeMs: 20_000 },
    { kind: 'outage', durationMs: 25_000 },
    { kind: 'rest-429', path: klines, ...told('rest-429') },
    { kind: 'rest-418', path: klines, ...told('rest-418') },
    { kind: 'rest-403', path: klines },
    { kind: 'rest-451', path: klines },
    { kind: 'rest-5xx', path: klines },
    { kind: 'rest-error', path: klines, code: -1001, msg: 'Internal error; unable to process.' },
    { kind: 'rest-html', path: klines },
    { kind: 'rest-slow', path: klines, delayMs: slowMs },
    { kind: 'rest-drop', path: klines },
    { kind: 'rest-cut', path: klines },
    { kind: 'rest-malformed', path: klines },
    { kind: 'rest-truncated', path: klines },
    { kind: 'rest-duplicate-rows', path: klines },
    { kind: 'rest-missing-rows', path: klines },
    { kind: 'rest-outage', path: klines, durationMs: 10_000 },
    { kind: 'refuse-socket' },
    { kind: 'corrected-bar', isResent: true },
    { kind: 'corrected-bar', isResent: false },
  ];
  const durations: Partial<Record<FaultKind, number>> = {
    'half-open': silenceMs,
    'delay-message': 9_000,
    'server-shutdown': 20_000,
    outage: 25_000,
    'rest-429': 1000 * limits['rest-429'],
    'rest-418': 1000 * limits['rest-418'],
    'rest-slow': slowMs,
    'rest-outage': 10_000,
  };
  return {
    faults: list.flatMap((fault, index) => spread(fault, rates, seed, index)),
    spanOf({ kind, at, bar }) {
      if (harmless.has(kind) || kind === 'silent-stream') return undefined;
      const isBarLost = kind === 'missing-bar' && bar === 'forming';
      const barEnd = (Math.floor(at / minuteMs) + 1) * minuteMs;
      return { from: at, to: isBarLost ? barEnd : at + (durations[kind] ?? 0) };
    },
  };
}

/** They must go by unnoticed; the soak's other figures tell whether they do. */
const harmless = new Set<FaultKind>([
  'duplicate-message',
  'unknown-event',
  'unknown-fields',
  'rest-duplicate-rows',
]);

/** Each kind has a beat of its own, and happens once within the first one; only closing messages are few. */
function spread(fault: Fault, rates: FaultRates, seed: number, index: number): readonly Fault[] {
  const target = faultTargets[fault.kind];
  const rate = fault.bar === 'closed' ? rates.message / 30 : rates[target];
  const every = Math.max(2, Math.round(rate * (1 + 0.07 * (index % 7))));
  const after = deriveSeed(seed, index) % every;
  return [
    { ...fault, after },
    { ...fault, after, every },
  ];
}
