import * as v from 'valibot';
import { finite, type SchemaOf } from '../schema';
import { isDecision } from './own-rule/decisions';
import type { JournaledBar, PaperAccount, PaperAccountState, PaperDecision } from './paper-account';
import type { FillPrice, Trade } from './positions';
import { findSettingsProblem, isTradingSettings, type TradingSettings } from './settings';
import { outcomes } from './signal-log';

// Messages are rules, which whoever shows them puts after the name of the field: `must be a text`.
const wholeRule = 'must be a whole number';
const whole = v.pipe(v.number(wholeRule), v.integer(wholeRule));
const flag = v.boolean('must be true or false');
const textRule = 'must be a text';
const text = v.pipe(v.string(textRule), v.nonEmpty(textRule));

/* @__NO_SIDE_EFFECTS__ */
function oneOf<const Options extends readonly (string | number)[]>(...options: Options) {
  const listed = options.map((option) => JSON.stringify(option)).join(' or ');
  return v.picklist(options, `must be ${listed}`);
}

/** A schema of an object with these fields and no others. */
/* @__NO_SIDE_EFFECTS__ */
export function exactly<Entries extends v.ObjectEntries>(entries: Entries) {
  return v.strictObject(entries, 'must be an object');
}

/* @__NO_SIDE_EFFECTS__ */
export function listOf<Item extends v.GenericSchema>(item: Item) {
  return v.array(item, 'must be a list');
}

const side = oneOf(1, -1);

/** The engine's own check, so that no file has settings that the engine would refuse. */
const settings: SchemaOf<TradingSettings> = v.custom<TradingSettings>(
  isTradingSettings,
  ({ input }) => findSettingsProblem(input) ?? '',
);

export const paperAccountSchema: SchemaOf<PaperAccount> = exactly({
  id: text,
  name: text,
  symbol: text,
  modelId: v.exactOptional(text),
  settings,
  role: oneOf('champion', 'challenger'),
  isFilledAtBest: flag,
  createdAt: finite,
});

const fills = ['best', 'open', 'close', 'stop', 'limit'] as const satisfies readonly FillPrice[];
const fill = oneOf(...fills);

const order = {
  side,
  signalIndex: whole,
  probability: v.nullable(finite),
  confidence: finite,
};

const placedOrder = exactly({ ...order, volatility: v.exactOptional(finite) });

const position = {
  ...order,
  entryIndex: whole,
  entryTime: finite,
  entryPrice: finite,
  entryFill: fill,
  quantity: finite,
  entryFee: finite,
};

/** A closed trade, as journaled. */
export const tradeSchema = exactly({
  ...position,
  exitIndex: whole,
  exitTime: finite,
  exitPrice: finite,
  exitFill: fill,
  exitFee: finite,
  exitReason: text,
  pnl: finite,
  funding: v.exactOptional(finite),
  mae: v.exactOptional(finite),
  mfe: v.exactOptional(finite),
}) satisfies SchemaOf<Trade>;

const signal = exactly({
  index: whole,
  time: finite,
  signal: oneOf('LONG', 'SHORT'),
  probability: v.nullable(finite),
  confidence: finite,
  price: finite,
  size: finite,
  outcome: v.union(
    [finite, oneOf(...(Object.keys(outcomes) as (keyof typeof outcomes)[]))],
    'must be a finite number or why there is none',
  ),
});

const performance = exactly({
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
  idleDays: v.exactOptional(listOf(whole)),
  dayEnd: finite,
  trades: whole,
  wins: whole,
  losses: whole,
  grossProfit: finite,
  grossLoss: finite,
  tradedValue: finite,
  feesPaid: finite,
  slippagePaid: finite,
  fundingPaid: v.exactOptional(finite),
  atWork: v.exactOptional(
    exactly({ gross: finite, net: finite, grossNow: finite, netNow: finite, since: whole }),
  ),
});

/** Its trades are empty, since they are stored separately. */
export const engineSchema: SchemaOf<PaperAccountState['engine']> = exactly({
  settings,
  intervalMs: whole,
  balance: finite,
  positions: listOf(
    exactly({
      ...position,
      volatility: v.exactOptional(finite),
      highest: v.exactOptional(finite),
      lowest: v.exactOptional(finite),
      margin: v.exactOptional(finite),
      liquidationPrice: v.exactOptional(finite),
      funding: v.exactOptional(finite),
      leaving: v.exactOptional(text),
      leavingFrom: v.exactOptional(whole),
    }),
  ),
  lastIndex: whole,
  order: v.nullable(placedOrder),
  delayed: v.exactOptional(
    listOf(exactly({ from: whole, exitSide: oneOf(1, -1, 0), order: v.nullable(placedOrder) })),
  ),
  limits: v.exactOptional(
    listOf(exactly({ order: placedOrder, price: finite, from: whole, until: whole })),
  ),
  exitSide: oneOf(1, -1, 0),
  trades: v.pipe(
    listOf(v.unknown()),
    v.length(0, 'must be a list of 0'),
    v.transform((): Trade[] => []),
  ),
  signals: v.pipe(
    exactly({
      records: listOf(signal),
      oldest: v.exactOptional(whole),
      signalCount: whole,
      filteredCount: whole,
    }),
    v.check(
      ({ records, oldest = 0 }) => oldest === 0 || (oldest > 0 && oldest < records.length),
      'must have the record that `oldest` names',
    ),
  ),
  record: performance,
  bothReached: v.exactOptional(exactly({ bars: whole, decided: whole })),
});

/** What a person's own rule decided at the last bar of an account. */
export const paperDecisionSchema: SchemaOf<PaperDecision> = exactly({
  decision: v.pipe(finite, v.check(isDecision, 'must be a decision')),
  problem: v.exactOptional(text),
  line: v.exactOptional(whole),
});

/** The stored state that a paper account needs to continue. */
export const paperAccountStateSchema: SchemaOf<PaperAccountState> = exactly({
  account: paperAccountSchema,
  engine: engineSchema,
  lastOpenTime: v.undefinedable(finite),
  decided: v.exactOptional(paperDecisionSchema),
});

const tradeNumbers = [
  ...(['signalIndex', 'confidence', 'entryIndex', 'entryTime'] as const),
  ...(['entryPrice', 'quantity', 'entryFee', 'exitIndex', 'exitTime'] as const),
  ...(['exitPrice', 'exitFee', 'pnl'] as const),
];

/**
 * Whether a row is a closed trade: the checks of `tradeSchema` at a tenth of the cost, since a journal
 * has many rows.
 */
export function isTrade(row: Trade): boolean {
  for (const name of tradeNumbers) if (!Number.isFinite(row[name])) return false;
  return (
    (row.probability === null || Number.isFinite(row.probability)) &&
    (row.side === 1 || row.side === -1) &&
    isFill(row.entryFill) &&
    isFill(row.exitFill) &&
    typeof row.exitReason === 'string' &&
    (row.funding === undefined || Number.isFinite(row.funding)) &&
    (row.mae === undefined || Number.isFinite(row.mae)) &&
    (row.mfe === undefined || Number.isFinite(row.mfe))
  );
}

/** Whether a row is a bar of a journal; a schema would take 200 ms for 100,000 of them. */
export function isJournaledBar({
  openTime,
  equity,
  close,
  probability,
  decision,
}: JournaledBar): boolean {
  return (
    Number.isFinite(openTime) &&
    Number.isFinite(equity) &&
    Number.isFinite(close) &&
    (probability === undefined || Number.isFinite(probability)) &&
    (decision === undefined || isDecision(decision))
  );
}

function isFill(fill: FillPrice): boolean {
  return fills.includes(fill);
}
