import * as v from 'valibot';
import type { LiveRequest } from '../../../workers/api/live';
import { barIntervals, type BarInterval } from '../../core/exchange';
import type { ListedAccount } from './live-accounts.svelte';
import { isMadeOfBars } from '../../core/features/find-feature';
import type { ModelInfo } from '../../core/library';

/** The stored choices of the Live view. */
export interface LiveChoices {
  /** The watch list, in its order. */
  readonly symbols: readonly string[];
  readonly interval: BarInterval;
  /** Model id by symbol; '' for a symbol that is only shown. */
  readonly models: Readonly<Record<string, string>>;
  /** The model of every symbol that has none of its own; '' where there is none. */
  readonly modelForAll: string;
  readonly hasModelPerSymbol: boolean;
  readonly hasBookTicker: boolean;
  readonly isRecording: boolean;
  readonly isAwake: boolean;
  readonly hasSound: boolean;
  readonly hasNotifications: boolean;
  /** Whether the page was connected when it was left. */
  readonly isWanted: boolean;
  /** The symbol in view. */
  readonly symbol: string;
  /** Account in view; '' for the first one of the symbol. */
  readonly accountId: string;
  /** What the middle of the view shows. */
  readonly shown: 'symbol' | 'portfolio';
  /** The accounts that the portfolio counts. */
  readonly portfolioOf: 'champions' | 'all';
}

/** Key under which the choices are stored. */
export const liveChoicesKey = 'live';

export const defaultLiveChoices: LiveChoices = {
  symbols: ['BTCUSDT'],
  interval: '1m',
  models: {},
  modelForAll: '',
  hasModelPerSymbol: false,
  hasBookTicker: false,
  isRecording: false,
  isAwake: false,
  hasSound: false,
  hasNotifications: false,
  isWanted: false,
  symbol: 'BTCUSDT',
  accountId: '',
  shown: 'symbol',
  portfolioOf: 'champions',
};

const intervals = Object.keys(barIntervals) as BarInterval[];

/** Accepts stored choices that can still be used; missing ones get their default. */
export const liveChoicesSchema: v.GenericSchema<unknown, LiveChoices> = v.pipe(
  v.object({
    symbols: v.optional(v.pipe(v.array(v.string()), v.minLength(1)), [
      ...defaultLiveChoices.symbols,
    ]),
    interval: v.optional(v.picklist(intervals), defaultLiveChoices.interval),
    models: v.optional(v.record(v.string(), v.string()), {}),
    modelForAll: v.fallback(v.string(), ''),
    hasModelPerSymbol: v.fallback(v.boolean(), false),
    hasBookTicker: v.fallback(v.boolean(), false),
    isRecording: v.fallback(v.boolean(), false),
    isAwake: v.fallback(v.boolean(), false),
    hasSound: v.fallback(v.boolean(), false),
    hasNotifications: v.fallback(v.boolean(), false),
    isWanted: v.fallback(v.boolean(), false),
    symbol: v.fallback(v.string(), ''),
    accountId: v.fallback(v.string(), ''),
    shown: v.fallback(v.picklist(['symbol', 'portfolio']), 'symbol'),
    portfolioOf: v.fallback(v.picklist(['champions', 'all']), 'champions'),
  }),
  v.transform((choices) => {
    const { symbols, symbol } = choices;
    return symbols.includes(symbol) ? choices : { ...choices, symbol: symbols[0] ?? '' };
  }),
);

const streamFields = [
  'symbols',
  'interval',
  'models',
  'modelForAll',
  'hasModelPerSymbol',
  'hasBookTicker',
  'isRecording',
] as const satisfies readonly (keyof LiveChoices)[];

/** Whether a change of choices needs another stream. */
export function isOtherStream(change: Partial<LiveChoices>): boolean {
  return streamFields.some((name) => name in change);
}

/**
 * Returns the request for the worker. `models` are the usable model ids by symbol; `needsOffers` says that best
 * bid and ask are needed, whatever is chosen.
 */
export function makeLiveRequest(
  { symbols, interval, hasBookTicker, isRecording }: LiveChoices,
  models: LiveRequest['models'],
  needsOffers: boolean,
): LiveRequest {
  return {
    symbols,
    interval,
    models,
    hasBookTicker: hasBookTicker || needsOffers,
    isRecording,
  };
}

/** Returns the account in view: the chosen one, or else the first of the symbol in view. */
export function findShownAccount(
  listed: readonly ListedAccount[],
  { accountId, symbol }: Pick<LiveChoices, 'accountId' | 'symbol'>,
): ListedAccount | undefined {
  return (
    listed.find(({ account }) => account.id === accountId) ??
    listed.find(({ account }) => account.symbol === symbol)
  );
}

/** Returns why a model cannot predict live bars of `interval`, as a sentence; undefined where it can. */
export function findModelProblem(model: ModelInfo, interval: BarInterval): string | undefined {
  const extras = model.features.filter((name) => !isMadeOfBars(name));
  if (extras.length > 0) {
    return (
      `${model.name} needs ${extras.join(', ')}, which only its dataset has; the exchange does not ` +
      `send ${extras.length === 1 ? 'it' : 'them'}. Train a model without ${extras.length === 1 ? 'it' : 'them'} to trade live.`
    );
  }
  if (model.intervalMs !== barIntervals[interval]) {
    return `${model.name} was trained on another interval than ${interval}.`;
  }
  return undefined;
}

/** Returns the usable model of each symbol; symbols without one are left out. */
export function assignModels(
  choices: LiveChoices,
  models: readonly ModelInfo[],
): Readonly<Record<string, string>> {
  const usable = new Set(
    models
      .filter((model) => findModelProblem(model, choices.interval) === undefined)
      .map(({ id }) => id),
  );
  const assigned: Record<string, string> = {};
  for (const symbol of choices.symbols) {
    const own = choices.hasModelPerSymbol ? choices.models[symbol] : undefined;
    const id = own ?? choices.modelForAll;
    if (usable.has(id)) assigned[symbol] = id;
  }
  return assigned;
}
