import type { EpochMs } from '../core/bars/bars';
import type { PaperAccountState } from '../core/trading/paper-account';
import type { BestPrice } from '../core/trading/positions';
import { createConnection, type Connection, type ConnectionOptions } from './market/connection';
import { closingWithinMs } from './market/exchange-time';
import type { MarketEffect, MarketInput } from './market/inputs';
import { createModelAnswers, type ModelAnswers, type SessionModel } from './paper/model-answers';
import { createTrading, type BarResult, type PaperStep, type Trading } from './paper/trading';

interface LiveSessionOptions {
  readonly connection: ConnectionOptions;
  /** The model that gives each symbol its signal. */
  readonly watch: Readonly<Record<string, string>>;
  readonly accounts: readonly PaperAccountState[];
}

/** What happens to connection and accounts. Everything follows from these alone. */
export type LiveInput =
  | MarketInput
  /** An account joins, or goes on from another state: under other settings, or anew. */
  | { readonly at: EpochMs; readonly kind: 'account'; readonly state: PaperAccountState }
  | { readonly at: EpochMs; readonly kind: 'account-left'; readonly accountId: string }
  /** A model can be asked from now on. */
  | { readonly at: EpochMs; readonly kind: 'model'; readonly model: SessionModel };

type ClosedEffect = Extract<MarketEffect, { kind: 'closed' }>;
type BestPriceEffect = Extract<MarketEffect, { kind: 'best-price' }>;

/** The newest offers, and since when there has been no long break between any two. */
interface Offers extends BestPrice {
  readonly at: EpochMs;
  readonly since: EpochMs;
}

/** What follows from an input, in order. */
export type LiveOutcome =
  | Exclude<MarketEffect, ClosedEffect>
  /** A closed bar, and what models and accounts made of it. */
  | (ClosedEffect & { readonly result: BarResult })
  /** An account was taken through bars that it had missed. */
  | { readonly kind: 'caught-up'; readonly steps: readonly PaperStep[] };

/** Connection, models and accounts together, without I/O or clock. */
export interface LiveSession {
  readonly connection: Connection;
  readonly answers: ModelAnswers;
  readonly trading: Trading;
  /** Throws where a model that joins cannot be asked bar by bar. */
  take(input: LiveInput): readonly LiveOutcome[];
}

/** Offers of a connection that has died say nothing. */
const offersLastMs = 10_000;

/** Returns a session that has not been started. */
export function createLiveSession(options: LiveSessionOptions): LiveSession {
  const { watch, accounts } = options;
  const { intervalMs } = options.connection;
  const connection = createConnection(options.connection);
  const findSeries = connection.series;
  const answers = createModelAnswers(intervalMs, findSeries);
  const trading = createTrading({ intervalMs, watch, accounts, answers, findSeries });
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
  const follow = (effect: MarketEffect, at: EpochMs): LiveOutcome => {
    switch (effect.kind) {
      case 'closed': {
        const { symbol, bar, lagMs } = effect;
        return {
          ...effect,
          result: trading.takeClosed(symbol, bar, lagMs, findOffers(effect, at)),
        };
      }
      case 'corrected':
        answers.noteCorrection(effect.symbol);
        return effect;
      case 'best-price':
        takeOffers(effect, at);
        return effect;
      default:
        return effect;
    }
  };
  return {
    connection,
    answers,
    trading,
    take(input) {
      switch (input.kind) {
        case 'account':
          return [{ kind: 'caught-up', steps: trading.joinAccount(input.state, input.at) }];
        case 'account-left':
          trading.removeAccount(input.accountId);
          return [];
        case 'model':
          answers.add(input.model);
          return [];
        default:
          return connection.take(input).map((effect) => follow(effect, input.at));
      }
    },
  };
}
