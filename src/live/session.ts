import type { EpochMs } from '../core/bars/bars';
import type { PaperAccountState } from '../core/trading/paper-account';
import type { BestPrice } from '../core/trading/positions';
import { createConnection, type Connection, type ConnectionOptions } from './market/connection';
import { closingWithinMs } from './market/exchange-time';
import type { MarketEffect, MarketInput } from './market/inputs';
import { createPredictions, type Predictions, type SessionModel } from './paper/predictions';
import {
  createTrading,
  type BarResult,
  type FundingOfSymbols,
  type PaperStep,
  type RuleAsk,
  type RuleDecision,
  type Trading,
} from './paper/trading';

interface LiveSessionOptions {
  readonly connection: ConnectionOptions;
  /** The model that gives each symbol its signal. */
  readonly watch: Readonly<Record<string, string>>;
  readonly funding?: FundingOfSymbols | undefined;
  readonly accounts: readonly PaperAccountState[];
}

/** An event for the session. Its state follows from these alone. */
export type LiveInput =
  | MarketInput
  /** An account joins, or continues from another state, such as after new settings or a reset. */
  | { readonly at: EpochMs; readonly kind: 'account'; readonly state: PaperAccountState }
  | { readonly at: EpochMs; readonly kind: 'account-left'; readonly accountId: string }
  /** A person's own rule has answered, or failed. */
  | ({ readonly at: EpochMs; readonly kind: 'decided' } & RuleDecision)
  /** A model is loaded and can predict from now on. */
  | { readonly at: EpochMs; readonly kind: 'model'; readonly model: SessionModel };

type ClosedEffect = Extract<MarketEffect, { kind: 'closed' }>;
type BestPriceEffect = Extract<MarketEffect, { kind: 'best-price' }>;

/** The newest offers, and since when they have come without a long break. */
interface Offers extends BestPrice {
  readonly at: EpochMs;
  readonly since: EpochMs;
}

/** A result of an input. */
export type LiveOutcome =
  | Exclude<MarketEffect, ClosedEffect>
  /** A closed bar, with what models predicted and accounts did. */
  | (ClosedEffect & { readonly result: BarResult })
  /** An account has stepped through bars that it had missed, or at which it had waited for its rule. */
  | { readonly kind: 'caught-up'; readonly steps: readonly PaperStep[] }
  /** A person's own rule is to be asked; `decided` is its answer. */
  | ({ readonly kind: 'ask-rule' } & RuleAsk);

/** Connection, models and accounts together, without I/O or clock. */
export interface LiveSession {
  readonly connection: Connection;
  readonly predictions: Predictions;
  readonly trading: Trading;
  /** Takes an input and returns its results, in order. Throws where a joining model does not fit its spec. */
  take(input: LiveInput): readonly LiveOutcome[];
}

/** Offers older than this are not used, since their connection may have died. */
const offersLastMs = 10_000;

/** Returns a session that has not been started. */
export function createLiveSession(options: LiveSessionOptions): LiveSession {
  const { watch, funding, accounts } = options;
  const { intervalMs } = options.connection;
  const connection = createConnection(options.connection);
  const findSeries = connection.series;
  const predictions = createPredictions(intervalMs, findSeries);
  const trading = createTrading({ intervalMs, watch, funding, accounts, predictions, findSeries });
  const best = new Map<string, Offers>();

  const takeOffers = ({ symbol, bid, ask }: BestPriceEffect, at: EpochMs): void => {
    const before = best.get(symbol);
    const isNext = before !== undefined && at - before.at <= offersLastMs;
    best.set(symbol, { bid, ask, at, since: isNext ? before.since : at });
  };
  /**
   * Returns the offers at which an order could have filled just after the close. Others would be hindsight; if
   * offers only began after the close, it would depend on chance whether they or the bar arrived first.
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
          result: trading.takeClosed(symbol, bar, lagMs, findOffers(effect, at), at),
        };
      }
      case 'corrected':
        predictions.noteCorrection(effect.symbol);
        return effect;
      case 'best-price':
        takeOffers(effect, at);
        return effect;
      default:
        return effect;
    }
  };
  const takeInput = (input: LiveInput): readonly LiveOutcome[] => {
    switch (input.kind) {
      case 'account':
        return [{ kind: 'caught-up', steps: trading.joinAccount(input.state, input.at) }];
      case 'account-left':
        trading.removeAccount(input.accountId);
        return [];
      case 'decided': {
        const { at, kind: _, ...decision } = input;
        return [{ kind: 'caught-up', steps: trading.takeDecision(decision, at) }];
      }
      case 'model':
        predictions.add(input.model);
        return [];
      default:
        return connection.take(input).map((effect) => follow(effect, input.at));
    }
  };
  return {
    connection,
    predictions,
    trading,
    take(input) {
      const outcomes = takeInput(input);
      const asks = trading.takeAsks();
      if (asks.length === 0) return outcomes;
      return [...outcomes, ...asks.map((ask) => ({ kind: 'ask-rule' as const, ...ask }))];
    },
  };
}
