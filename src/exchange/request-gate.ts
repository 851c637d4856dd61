import { backOff } from '../core/backoff';
import type { ExchangeRefusal } from '../core/exchange';
import type { ExchangeLimits } from './exchange';
import type { RefusalStore } from './ports';
import { createWeightLimiter } from './weight-limiter';

/**
 * What every request to an exchange passes, whoever sends it. A refusal keeps all of them back until it is over,
 * also one that another tab or worker met, or this one before it was reloaded. After it one request goes alone,
 * so that an address which is still refused asks once and not once a symbol.
 */
export interface RequestGate {
  /** Lets a request of `weight` pass, or tells how long it must wait before it asks again. */
  enter(weight: number): Promise<Ticket | GateWait>;
}

/** A request may not be sent yet. */
export interface GateWait {
  readonly waitMs: number;
  readonly kind: ExchangeRefusal['kind'];
  readonly message: string;
  /** Whether the exchange refuses this address; else only our share of its limit is used up. */
  readonly isRefusal: boolean;
}

/** Leave to send a request, again where a refusal is of one host alone. */
export interface Ticket {
  /** It was answered; `usedWeight`: what the exchange has counted in this minute, if it told. */
  answered(usedWeight?: number): void;
  /** It was refused; `waitMs` where the exchange says for how long. Returns how long all must wait. */
  refused(refusal: {
    readonly kind: ExchangeRefusal['kind'];
    readonly message: string;
    readonly waitMs?: number;
  }): number;
  /** It has ended, however; to be called once. */
  leave(): void;
}

interface GateOptions {
  /** ms since the epoch at the exchange's pace, which never go back. */
  readonly now: () => number;
  readonly refusals: RefusalStore;
  readonly limits: ExchangeLimits;
  /** Of the limit, 0 to 1. */
  readonly weightShare: number;
}

/** Until the one request that is sent after a refusal has ended. */
const probeMs = 500;
/** A refusal that was over so long ago says nothing of the next one. */
const forgetAfterMs = 3_600_000;
/** Where the exchange does not say how long to wait; what may be a passing refusal (a firewall) is asked sooner. */
const refusalWaits = {
  'rate-limited': { firstMs: 60_000, maxMs: 3_600_000 },
  banned: { firstMs: 120_000, maxMs: 3_600_000 },
  blocked: { firstMs: 5_000, maxMs: 300_000 },
} as const;

/** Returns an open gate. */
export function createRequestGate(options: GateOptions): RequestGate {
  const { now, refusals, limits, weightShare } = options;
  const limiter = createWeightLimiter(now, {
    perMinute: limits.weightPerMinute * weightShare,
    burst: limits.burstWeight,
  });
  let closed: Omit<ExchangeRefusal, 'savedAt'> | undefined;
  /** Grows with each refusal that this gate learns of. */
  let refusalCount = 0;
  let isProbing = false;

  /** Learns of a refusal that this gate did not meet. */
  const recall = async (): Promise<void> => {
    if (closed !== undefined && now() < closed.until) return;
    const kept = await refusals.load();
    if (kept === undefined || now() - kept.until > forgetAfterMs) return;
    const { kind, message, savedAt, times } = kept;
    // A machine whose clock was set back since must not wait longer than it was told.
    const until = Math.min(kept.until, now() + kept.until - savedAt);
    if (closed !== undefined && until <= closed.until) return;
    closed = { kind, message, until, times };
    refusalCount++;
  };

  const issueTicket = (): Ticket => {
    const isProbe = closed !== undefined;
    isProbing ||= isProbe;
    let sentAfter = refusalCount;
    return {
      answered(usedWeight) {
        if (usedWeight !== undefined) limiter.observe(usedWeight);
        // An answer to a request from before the refusal does not end it.
        if (closed === undefined || sentAfter < refusalCount) return;
        closed = undefined;
        void refusals.clear();
      },
      refused({ kind, message, waitMs }) {
        // Requests that were under way together are refused once.
        const isAgain = closed !== undefined && now() >= closed.until;
        const times = closed?.kind === kind ? closed.times + (isAgain ? 1 : 0) : 1;
        const until = Math.max(closed?.until ?? 0, now() + chooseWaitMs(kind, waitMs, times));
        closed = { kind, message, until, times };
        sentAfter = ++refusalCount;
        void refusals.save({ ...closed, savedAt: now() });
        return Math.ceil(until - now());
      },
      leave() {
        if (isProbe) isProbing = false;
      },
    };
  };

  return {
    async enter(weight) {
      await recall();
      if (closed !== undefined) {
        const { kind, message, until } = closed;
        const waitMs = Math.max(Math.ceil(until - now()), isProbing ? probeMs : 0);
        if (waitMs > 0) return { waitMs, kind, message, isRefusal: true };
      }
      const waitMs = limiter.take(weight);
      return waitMs === 0 ? issueTicket() : { ...spentShare, waitMs };
    },
  };
}

const spentShare = {
  kind: 'rate-limited',
  message: 'Our share of what the exchange allows this address in a minute is used up',
  isRefusal: false,
} as const;

/** As long as the exchange says, but longer each time that it did not help, even if it says "at once". */
function chooseWaitMs(
  kind: ExchangeRefusal['kind'],
  toldMs: number | undefined,
  times: number,
): number {
  if (toldMs === undefined) return backOff(times, refusalWaits[kind]);
  return Math.max(toldMs, backOff(times, { firstMs: 1000, maxMs: 3_600_000 }));
}
