import type { EngineState } from '../../core/trading/engine';
import type { PerformanceRecord } from '../../core/metrics/performance-record';
import type { TradingSettings } from '../../core/trading/settings';
import type { SignalLog, SignalRecord } from '../../core/trading/signal-log';
import type { Order, Position, Trade } from '../../core/trading/positions';
import type { PaperAccount } from '../../core/trading/paper-account';

/**
 * Checks a value of a file: returns undefined where it is right, or what is wrong with it, beginning with
 * `path`, the name of its place in the file.
 */
export type Shape = (value: unknown, path: string) => string | undefined;

export const finite: Shape = (value, path) =>
  typeof value === 'number' && Number.isFinite(value)
    ? undefined
    : `${path} must be a finite number, was ${show(value)}`;

export const whole: Shape = (value, path) =>
  Number.isInteger(value) ? undefined : `${path} must be a whole number, was ${show(value)}`;

export const boolean: Shape = (value, path) =>
  typeof value === 'boolean' ? undefined : `${path} must be true or false, was ${show(value)}`;

/** A text that is not empty. */
export const text: Shape = (value, path) =>
  typeof value === 'string' && value !== ''
    ? undefined
    : `${path} must be a text, was ${show(value)}`;

/** One of a few values, compared as they are. */
export function oneOf(...allowed: readonly unknown[]): Shape {
  return (value, path) =>
    allowed.includes(value)
      ? undefined
      : `${path} must be ${allowed.map(show).join(' or ')}, was ${show(value)}`;
}

/** What either of two shapes allows; the second one tells what is wrong. */
export function either(first: Shape, second: Shape): Shape {
  return (value, path) => (first(value, path) === undefined ? undefined : second(value, path));
}

/** A field that may be left out. */
export function optional(shape: Shape): Shape {
  return (value, path) => (value === undefined ? undefined : shape(value, path));
}

export function listOf(item: Shape): Shape {
  return (value, path) => {
    if (!Array.isArray(value)) return `${path} must be a list, was ${show(value)}`;
    for (const [index, entry] of value.entries()) {
      const problem = item(entry, `${path}[${index}]`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

/** A list of so many values, each of its own shape. */
export function tuple(...items: readonly Shape[]): Shape {
  return (value, path) => {
    if (!Array.isArray(value) || value.length !== items.length) {
      return `${path} must be a list of ${items.length}, was ${show(value)}`;
    }
    return findFirst(items, (item, index) => item(value[index], `${path}[${index}]`));
  };
}

/** An object with these fields and no others; `path` is '' for the file itself. */
export function record(fields: Readonly<Record<string, Shape>>): Shape {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return `${path === '' ? 'the file' : path} must be an object, was ${show(value)}`;
    }
    const found = value as Readonly<Record<string, unknown>>;
    const placeOf = (name: string): string => (path === '' ? name : `${path}.${name}`);
    const unknown = Object.keys(found).find((name) => !Object.hasOwn(fields, name));
    if (unknown !== undefined) return `${placeOf(unknown)} is no field that is known here`;
    return findFirst(Object.entries(fields), ([name, shape]) => shape(found[name], placeOf(name)));
  };
}

function findFirst<Item>(
  items: readonly Item[],
  check: (item: Item, index: number) => string | undefined,
): string | undefined {
  for (const [index, item] of items.entries()) {
    const problem = check(item, index);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const mostShown = 40;

function show(value: unknown): string {
  if (value === undefined) return 'missing';
  const shown = JSON.stringify(value);
  return shown.length > mostShown ? `${shown.slice(0, mostShown)}…` : shown;
}

/** The compiler sees to it that no field of `Kind` is forgotten. */
type Fields<Kind> = Readonly<Record<keyof Kind, Shape>>;

const side = oneOf(1, -1);

const settings: Fields<TradingSettings> = {
  thresholds: record({ long: finite, short: finite }),
  minConfidence: finite,
  capital: finite,
  riskFraction: finite,
  sizing: either(
    record({ kind: oneOf('confidence') }),
    record({ kind: oneOf('confidence', 'fixed'), fraction: finite }),
  ),
  maxLeverage: finite,
  fillAt: oneOf('next-open', 'same-close'),
  holdBars: whole,
  exitOnOpposite: boolean,
  maxPositions: whole,
  feeBps: finite,
  slippageBps: finite,
};

const account: Fields<PaperAccount> = {
  id: text,
  name: text,
  symbol: text,
  modelId: text,
  settings: record(settings),
  role: oneOf('champion', 'challenger'),
  isFilledAtBest: boolean,
  createdAt: finite,
};

const fill = optional(oneOf('best', 'open', 'close'));

const order: Fields<Order> = {
  side,
  signalIndex: whole,
  probability: finite,
  confidence: finite,
};

const position: Fields<Position> = {
  ...order,
  entryIndex: whole,
  entryTime: finite,
  entryPrice: finite,
  entryFill: fill,
  quantity: finite,
  entryFee: finite,
};

const trade: Fields<Trade> = {
  ...position,
  exitIndex: whole,
  exitTime: finite,
  exitPrice: finite,
  exitFill: fill,
  exitFee: finite,
  exitReason: oneOf('hold', 'opposite', 'gap'),
  pnl: finite,
};

const signal: Fields<SignalRecord> = {
  index: whole,
  time: finite,
  signal: oneOf('LONG', 'SHORT'),
  probability: finite,
  confidence: finite,
  price: finite,
  size: finite,
  outcome: either(finite, oneOf('open', 'pending', 'filtered', 'busy', 'cancelled')),
};

const signals: Fields<SignalLog> = {
  records: listOf(record(signal)),
  signalCount: whole,
  filteredCount: whole,
};

const performance: Fields<PerformanceRecord> = {
  capital: finite,
  intervalMs: whole,
  bars: whole,
  exposedBars: whole,
  firstOpenTime: finite,
  firstOpen: finite,
  lastOpenTime: finite,
  lastClose: finite,
  equity: finite,
  peakEquity: finite,
  maxDrawdownFraction: finite,
  dailyEquity: listOf(finite),
  dayEnd: finite,
  trades: whole,
  wins: whole,
  losses: whole,
  grossProfit: finite,
  grossLoss: finite,
  tradedValue: finite,
  feesPaid: finite,
  slippagePaid: finite,
};

const engine: Fields<EngineState> = {
  settings: record(settings),
  intervalMs: whole,
  balance: finite,
  positions: listOf(record(position)),
  lastIndex: whole,
  order: either(oneOf(null), record(order)),
  exitSide: oneOf(1, -1, 0),
  // They are journaled apart.
  trades: tuple(),
  signals: record(signals),
  record: record(performance),
};

/** Without a close or a probability where the journal has none. */
const journaledBar = either(
  tuple(finite, finite),
  either(tuple(finite, finite, finite), tuple(finite, finite, finite, finite)),
);

/** What an exported account must look like, field by field. */
export const accountFileShape: Shape = record({
  format: oneOf('tabquant-paper-account'),
  version: oneOf(2, 3),
  account: record(account),
  lastOpenTime: optional(finite),
  engine: record(engine),
  trades: listOf(record(trade)),
  equity: listOf(journaledBar),
});
