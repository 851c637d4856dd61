import { backOff } from '../core/backoff';
import type { ExchangeRefusal } from '../core/exchange';
import type { ExchangeLimits } from './exchange';
import type { RefusalStore } from './ports';
import { createWeightLimiter } from './weight-limiter';

/**
 * Decides when a request to an exchange may be sent; every request passes it. A refusal stops all requests until
 * it is over, even one that another tab or worker received, or this tab before a reload. After it, a single
 * request is sent first, so that an address which is still refused sends one request, not one per symbol.
 */
export interface RequestGate {
  /** Lets a request of `weight` pass, or returns how long to wait before calling this again. */
  enter(weight: number): Promise<Ticket | GateWait>;
}

/** A request may not be sent yet. */
export interface GateWait {
  readonly waitMs: number;
  readonly kind: ExchangeRefusal['kind'];
  readonly message: string;
  /** Whether the exchange refuses this address; if not, only our share of its limit is used up. */
  readonly isRefusal: boolean;
}

/** Permission to send a request, and to send it again to another host. */
export interface Ticket {
  /** The request was answered; `usedWeight` is what the exchange has counted in this minute, if it says so. */
  answered(usedWeight?: number): void;
  /** The request was refused; `waitMs` if the exchange says for how long. Returns how long all must wait, in ms. */
  refused(refusal: {
    readonly kind: ExchangeRefusal['kind'];
    readonly message: string;
    readonly waitMs?: number;
  }): number;
  /** The request has ended, in whatever way; call it once. */
  leave(): void;
}

interface GateOptions {
  /** ms since the epoch, at the exchange's speed; never goes back. */
  readonly now: () => number;
  readonly refusals: RefusalStore;
  readonly limits: ExchangeLimits;
  /** Fraction of the limit that may be used, 0 to 1. */
  readonly weightShare: number;
}

/** How long others wait before they check again whether the single request after a refusal has ended. */
const probeMs = 500;
/** A refusal that ended longer ago than this does not make the next wait longer. */
const forgetAfterMs = 3_600_000;
/** Waits for refusals without a stated time; shorter for a firewall's, which may be temporary. */
const refusalWaits = {
  'rate-limited': { firstMs: 60_000, maxMs: 3_600_000 },
  banned: { firstMs: 120_000, maxMs: 3_600_000 },
  blocked: { firstMs: 5_000, maxMs: 300_000 },
} as const;

/** Returns a gate that knows no refusal yet. */
export function createRequestGate(options: GateOptions): RequestGate {
  const { now, refusals, limits, weightShare } = options;
  const limiter = createWeightLimiter(now, {
    perMinute: limits.weightPerMinute * weightShare,
    burst: limits.burstWeight,
  });
  let closed: Omit<ExchangeRefusal, 'savedAt'> | undefined;
  /** Refusals that this gate has seen, its own and stored ones. */
  let refusalCount = 0;
  let isProbing = false;

  /** Loads a refusal that another tab has stored, or this one before a reload. */
  const recall = async (): Promise<void> => {
    if (closed !== undefined && now() < closed.until) return;
    const kept = await refusals.load();
    if (kept === undefined || now() - kept.until > forgetAfterMs) return;
    const { kind, message, savedAt, times } = kept;
    // If the machine's clock was set back since, the wait must not become longer.
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
        // Refusals of requests that were sent at the same time count as one.
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

/** As long as the exchange says, but longer after each refusal in a row, even if it says "at once". */
function chooseWaitMs(
  kind: ExchangeRefusal['kind'],
  statedMs: number | undefined,
  times: number,
): number {
  if (statedMs === undefined) return backOff(times, refusalWaits[kind]);
  return Math.max(statedMs, backOff(times, { firstMs: 1000, maxMs: 3_600_000 }));
}
