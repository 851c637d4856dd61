import type { FetchFailure, FetchRefusal } from '../../src/exchange/exchange';
import { createWeightLimiter, weightLimitPerMinute } from '../../src/exchange/weight-limiter';
import { FetchError } from '../../src/exchange/fetch-error';
import type { RefusalMemory } from '../../src/storage/rest-refusals';

/** The exchange refuses this address; `waitMs` where it says for how long. */
export interface Refusal extends Omit<FetchRefusal, 'waitMs'> {
  readonly waitMs: number | undefined;
}

/**
 * What every request passes, whoever sends it: a refusal keeps all of them back until it is over, also one that
 * another tab met, or this one before it was reloaded.
 */
export interface RestGate {
  /**
   * Resolves when a request of `weight` may be sent, to what must be called when it has ended. Rejects with
   * `FetchError` while none may, or the signal's reason.
   */
  enter(weight: number, signal: AbortSignal): Promise<() => void>;
  /** A request was answered; `usedWeight`: what the exchange has counted in this minute, if it told. */
  takeAnswer(usedWeight: number | undefined): void;
  /** A request was refused: returns the failure, with how long all must wait. */
  takeRefusal(refusal: Refusal): FetchFailure;
}

export interface RestGateOptions {
  /**
   * Milliseconds since the epoch that never go back, at the exchange's pace: a clock that is set must not end a
   * ban.
   */
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly memory: RefusalMemory;
}

/** Of the exchange's limit: a download beside it uses a fifth, and others at the address want some too. */
const weightShare = 0.5;
/** A turn that comes sooner is waited for, a later one is told. */
const longestQuietMs = 2000;
/** Until the one request that is sent after a refusal has ended. */
const probeMs = 500;
const longestWaitMs = 3_600_000;

/**
 * Returns a gate that is open. After a refusal one request goes alone, so that an address which is still
 * refused asks once and not once a symbol.
 */
export function createRestGate({ now, sleep, memory }: RestGateOptions): RestGate {
  const limiter = createWeightLimiter(now, { budget: weightLimitPerMinute * weightShare });
  let closed:
    { readonly refusal: Refusal; readonly until: number; readonly times: number } | undefined;
  let isProbing = false;

  /** Learns of a refusal that this gate did not meet. */
  const recall = async (): Promise<void> => {
    if (closed !== undefined) return;
    const kept = await memory.load();
    if (kept === undefined || now() - kept.until > longestWaitMs) return;
    const { kind, message, savedAt, times } = kept;
    // A machine whose clock was set back since must not wait longer than it was told.
    const until = Math.min(kept.until, now() + kept.until - savedAt);
    closed ??= { refusal: { kind, message, waitMs: undefined }, until, times };
  };
  const requireOpen = (): void => {
    if (closed === undefined) return;
    const { refusal, until } = closed;
    const waitMs = Math.max(Math.ceil(until - now()), isProbing ? probeMs : 0);
    if (waitMs > 0) throw new FetchError({ ...refusal, waitMs });
  };
  return {
    async enter(weight, signal) {
      for (;;) {
        await recall();
        signal.throwIfAborted();
        requireOpen();
        const { waitMs } = limiter.take(weight);
        if (waitMs === 0) break;
        if (waitMs > longestQuietMs) throw new FetchError({ ...spentLimit, waitMs });
        await sleep(waitMs, signal);
      }
      const isProbe = closed !== undefined;
      isProbing ||= isProbe;
      return () => {
        if (isProbe) isProbing = false;
      };
    },
    takeAnswer(usedWeight) {
      if (usedWeight !== undefined) limiter.observe(usedWeight);
      // An answer to a request from before the refusal does not end it.
      if (closed === undefined || now() < closed.until) return;
      closed = undefined;
      void memory.clear();
    },
    takeRefusal(refusal) {
      const { kind } = refusal;
      const isSame = closed?.refusal.kind === kind;
      // Requests that were under way together are refused once.
      const isAgain = closed !== undefined && now() >= closed.until;
      const times = isSame && closed !== undefined ? closed.times + (isAgain ? 1 : 0) : 1;
      const until = Math.max(closed?.until ?? 0, now() + chooseWaitMs(refusal, times));
      closed = { refusal, until, times };
      void memory.save({ kind, message: refusal.message, until, times, savedAt: now() });
      return { ...refusal, waitMs: Math.ceil(until - now()) };
    },
  };
}

const spentLimit = {
  kind: 'rate-limited',
  message: 'Half of what the exchange allows this address in a minute is used up',
} as const;

/**
 * How long to leave the exchange alone: as long as it says, or else a minute after "too many requests" and
 * two after a ban, doubled each time. What may be a passing refusal (a firewall) is asked again after 5 s,
 * and ever more rarely.
 */
function chooseWaitMs({ kind, waitMs }: Refusal, times: number): number {
  // Even if it says "at once".
  if (waitMs !== undefined) return Math.max(1000, waitMs);
  const doubled = 2 ** (times - 1);
  switch (kind) {
    case 'rate-limited':
      return Math.min(longestWaitMs, 60_000 * doubled);
    case 'banned':
      return Math.min(longestWaitMs, 120_000 * doubled);
    case 'blocked':
      return Math.min(300_000, 5_000 * doubled);
  }
}
