import * as v from 'valibot';
import type { PaperAccount, PaperAccountState } from '../../core/trading/paper-account';
import type { Trade } from '../../core/trading/positions';
import {
  findSettingsProblem,
  isTradingSettings,
  type TradingSettings,
} from '../../core/trading/settings';

/** A schema of a type that the compiler holds it to, field by field. */
type SchemaOf<Type> = v.GenericSchema<unknown, Type>;

const finiteRule = 'must be a finite number';
const finite = v.pipe(v.number(finiteRule), v.finite(finiteRule));
const wholeRule = 'must be a whole number';
const whole = v.pipe(v.number(wholeRule), v.integer(wholeRule));
const flag = v.boolean('must be true or false');
const textRule = 'must be a text';
const text = v.pipe(v.string(textRule), v.nonEmpty(textRule));

function oneOf<const Options extends readonly (string | number)[]>(...options: Options) {
  const listed = options.map((option) => JSON.stringify(option)).join(' or ');
  return v.picklist(options, `must be ${listed}`);
}

function object<Entries extends v.ObjectEntries>(entries: Entries) {
  return v.strictObject(entries, 'must be an object');
}

function listOf<Item extends v.GenericSchema>(item: Item) {
  return v.array(item, 'must be a list');
}

const side = oneOf(1, -1);

/** What the engine checks as well, so that a file has nothing that cannot be traded on. */
const settings: SchemaOf<TradingSettings> = v.custom<TradingSettings>(
  isTradingSettings,
  ({ input }) => findSettingsProblem(input) ?? '',
);

const account: SchemaOf<PaperAccount> = object({
  id: text,
  name: text,
  symbol: text,
  modelId: text,
  settings,
  role: oneOf('champion', 'challenger'),
  isFilledAtBest: flag,
  createdAt: finite,
});

const fill = oneOf('best', 'open', 'close');

const order = {
  side,
  signalIndex: whole,
  probability: finite,
  confidence: finite,
};

const position = {
  ...order,
  entryIndex: whole,
  entryTime: finite,
  entryPrice: finite,
  entryFill: fill,
  quantity: finite,
  entryFee: finite,
};

const trade = object({
  ...position,
  exitIndex: whole,
  exitTime: finite,
  exitPrice: finite,
  exitFill: fill,
  exitFee: finite,
  exitReason: text,
  pnl: finite,
}) satisfies SchemaOf<Trade>;

const signal = object({
  index: whole,
  time: finite,
  signal: oneOf('LONG', 'SHORT'),
  probability: finite,
  confidence: finite,
  price: finite,
  size: finite,
  outcome: v.union(
    [finite, oneOf('open', 'pending', 'filtered', 'busy', 'cancelled')],
    'must be a finite number or why there is none',
  ),
});

const performance = object({
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
});

const engine: SchemaOf<PaperAccountState['engine']> = object({
  settings,
  intervalMs: whole,
  balance: finite,
  positions: listOf(object({ ...position, leaving: v.exactOptional(text) })),
  lastIndex: whole,
  order: v.nullable(object(order)),
  exitSide: oneOf(1, -1, 0),
  // They are journaled apart.
  trades: v.pipe(
    listOf(v.unknown()),
    v.length(0, 'must be a list of 0'),
    v.transform((): Trade[] => []),
  ),
  signals: object({
    records: listOf(signal),
    signalCount: whole,
    filteredCount: whole,
  }),
  record: performance,
});

/** Open time, equity and close of a bar, and the model's probability where it had an opinion. */
const journaledBar = v.union(
  [v.strictTuple([finite, finite, finite]), v.strictTuple([finite, finite, finite, finite])],
  'must be a time, an equity, a close and perhaps a probability',
);

/** What an exported account must look like, field by field. */
export const accountFileSchema = object({
  format: v.literal('tabquant-paper-account'),
  version: v.literal(4),
  account,
  lastOpenTime: v.exactOptional(finite),
  engine,
  trades: listOf(trade),
  equity: listOf(journaledBar),
});
