import type { EpochMs } from '../core/bars/bars';
import type { BestPrice } from '../core/trading/positions';
import { closingWithinMs } from './market/exchange-time';
import type { LiveEffect, LiveInput } from './market/inputs';
import { createLiveSession, type LiveSession, type LiveSessionOptions } from './market/connection';
import type { PaperAccountState } from '../core/trading/paper-account';
import type { PaperStep } from './paper/trade-account';
import {
  createTradingDesk,
  type DeskModel,
  type DeskResult,
  type TradingDesk,
} from './paper/trading';

export interface PaperSessionOptions {
  readonly session: LiveSessionOptions;
  readonly models: readonly DeskModel[];
  /** The model that gives each symbol its signal. */
  readonly watch: Readonly<Record<string, string>>;
  readonly accounts: readonly PaperAccountState[];
}

/** What happens to connection and accounts. Everything follows from these alone. */
export type PaperInput =
  | LiveInput
  /** An account joins, or goes on from another state: under other settings, or anew. */
  | { readonly at: EpochMs; readonly kind: 'account'; readonly state: PaperAccountState }
  | { readonly at: EpochMs; readonly kind: 'account-left'; readonly accountId: string }
  /** A model can be asked from now on. */
  | { readonly at: EpochMs; readonly kind: 'model'; readonly model: DeskModel };

type ClosedEffect = Extract<LiveEffect, { kind: 'closed' }>;
type BestPriceEffect = Extract<LiveEffect, { kind: 'best-price' }>;

/** The newest offers, and since when there has been no long break between any two. */
interface Offers extends BestPrice {
  readonly at: EpochMs;
  readonly since: EpochMs;
}

/** What comes of it, in order. */
export type PaperOutcome =
  | Exclude<LiveEffect, ClosedEffect>
  /** A closed bar, and what models and accounts made of it. */
  | (ClosedEffect & { readonly result: DeskResult })
  /** An account was taken through bars that it had missed. */
  | { readonly kind: 'caught-up'; readonly steps: readonly PaperStep[] };

/** Connection, models and accounts together, without I/O or clock. */
export interface PaperSession {
  readonly session: LiveSession;
  readonly desk: TradingDesk;
  take(input: PaperInput): readonly PaperOutcome[];
}

/** Offers of a connection that has died say nothing. */
const offersLastMs = 10_000;

/** Returns a session that has not been started. Throws where a model cannot be asked bar by bar. */
export function createPaperSession(options: PaperSessionOptions): PaperSession {
  const { models, watch, accounts } = options;
  const session = createLiveSession(options.session);
  const { intervalMs } = options.session;
  const desk = createTradingDesk({ intervalMs, models, watch, accounts });
  const best = new Map<string, Offers>();

  const takeOffers = ({ symbol, bid, ask }: BestPriceEffect, at: EpochMs): void => {
    const before = best.get(symbol);
    const isNext = before !== undefined && at - before.at <= offersLastMs;
    best.set(symbol, { bid, ask, at, since: isNext ? before.since : at });
  };
  /**
   * Offers that an order could have met just after the close. Any others would be hindsight, and those of a
   * session that began after the close would depend on whether they or the bar came first.
   */
  const findOffers = ({ symbol, bar, lagMs }: ClosedEffect, at: EpochMs): BestPrice | undefined => {
    const offers = best.get(symbol);
    if (offers === undefined || at - offers.at > offersLastMs) return undefined;
    const wasHeard = offers.since <= bar.openTime + intervalMs;
    return wasHeard && lagMs <= closingWithinMs ? offers : undefined;
  };
  const follow = (effect: LiveEffect, at: EpochMs): PaperOutcome => {
    switch (effect.kind) {
      case 'closed': {
        const { symbol, bar, lagMs } = effect;
        return { ...effect, result: desk.takeClosed(symbol, bar, lagMs, findOffers(effect, at)) };
      }
      case 'corrected':
        desk.takeCorrected(effect.symbol, effect.bar);
        return effect;
      case 'best-price':
        takeOffers(effect, at);
        return effect;
      default:
        return effect;
    }
  };
  return {
    session,
    desk,
    take(input) {
      switch (input.kind) {
        case 'account':
          return [{ kind: 'caught-up', steps: desk.joinAccount(input.state, input.at) }];
        case 'account-left':
          desk.removeAccount(input.accountId);
          return [];
        case 'model':
          desk.addModel(input.model);
          return [];
        default:
          return session.take(input).map((effect) => follow(effect, input.at));
      }
    },
  };
}
