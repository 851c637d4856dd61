import * as v from 'valibot';
import { writeCanonicalJson } from '../../core/canonical-json';
import {
  engineSchema,
  exactly,
  listOf,
  paperAccountSchema,
  paperDecisionSchema,
  tradeSchema,
} from '../../core/trading/account-schema';
import { finite } from '../../core/schema';
import { isDecision } from '../../core/trading/own-rule/decisions';
import type { AccountJournal, PaperAccount } from '../../core/trading/paper-account';
import { markEquity, type Trade } from '../../core/trading/positions';
import { needsModel } from '../../core/trading/rules';
import { findSettingsProblem } from '../../core/trading/settings';
import { describeProblem } from '../file-problem';
import { engineSettings } from './account';
import { parseJson } from '../../core/parse-json';

/** A file is not an exported paper account, or is damaged; the message names the field and says what to do. */
class AccountFileError extends Error {
  override readonly name = 'AccountFileError';
}

const format = 'tabquant-paper-account';
const version = 4;

/** Open time, equity and close of a bar, the model's probability if it gave one, and the decision of a person's own rule if one was asked. */
const journaledBar = v.union(
  [
    v.strictTuple([finite, finite, finite]),
    v.strictTuple([finite, finite, finite, finite]),
    v.strictTuple([
      finite,
      finite,
      finite,
      v.nullable(finite),
      v.pipe(finite, v.check(isDecision)),
    ]),
  ],
  'must be a time, an equity, a close and perhaps a probability and a decision',
);

const accountFileSchema = exactly({
  format: v.literal(format),
  version: v.literal(version),
  account: paperAccountSchema,
  lastOpenTime: v.exactOptional(finite),
  decided: v.exactOptional(paperDecisionSchema),
  engine: engineSchema,
  trades: listOf(tradeSchema),
  equity: listOf(journaledBar),
});

/** Returns an account as JSON, with times in ms and money in dollars; `readAccountFile` reads it. */
export function writeAccountFile({ state, trades, equity }: AccountJournal): string {
  const points = equity.map(({ openTime, equity, close, probability, decision }) => {
    if (decision !== undefined) return [openTime, equity, close, probability ?? null, decision];
    return probability === undefined
      ? [openTime, equity, close]
      : [openTime, equity, close, probability];
  });
  return JSON.stringify({ format, version, ...state, trades, equity: points });
}

/**
 * Reads what `writeAccountFile` wrote. Throws `AccountFileError` where a field is missing, unknown or has a wrong
 * type, where settings are invalid, and where figures contradict one another.
 */
export function readAccountFile(text: string): AccountJournal {
  const value = parse(text);
  const { format: found, version: foundVersion } = (value ?? {}) as Readonly<
    Record<string, unknown>
  >;
  if (found !== format) {
    throw new AccountFileError(
      'account file: this is not an exported paper account. Choose a file that `Export` of an account has saved.',
    );
  }
  if (foundVersion !== version) {
    throw new AccountFileError(
      `account file: version must be ${version}, was ${JSON.stringify(foundVersion)}. ` +
        (Number(foundVersion) < version
          ? 'Export the account again.'
          : 'Reload the page to get the version that reads it.'),
    );
  }
  const checked = v.safeParse(accountFileSchema, value, { abortEarly: true });
  if (!checked.success) return refuse(describeProblem(checked.issues[0]));
  const file = toFile(checked.output);
  const problem = findContradiction(file);
  return problem === undefined ? file : refuse(problem);
}

function refuse(problem: string): never {
  throw new AccountFileError(
    `account file: ${problem}. The file was changed or damaged: export the account again.`,
  );
}

function toFile({
  account,
  engine,
  lastOpenTime,
  decided,
  trades,
  equity,
}: v.InferOutput<typeof accountFileSchema>): AccountJournal {
  const points = equity.map(([openTime, value, close, probability, decision]) => ({
    openTime,
    equity: value,
    close,
    ...(typeof probability === 'number' && { probability }),
    ...(decision !== undefined && { decision }),
  }));
  const state = { account, engine, lastOpenTime, ...(decided !== undefined && { decided }) };
  return { state, trades, equity: points };
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw new AccountFileError(
      'account file: this is not JSON; the file may be incomplete. Export the account again.',
    );
  }
}

/**
 * Returns which fields of an account contradict each other, or are invalid settings; undefined where all is
 * consistent. Sums of money may differ by rounding.
 */
function findContradiction(file: AccountJournal): string | undefined {
  return (
    findSettingsProblem(file.state.account.settings) ??
    findModelProblem(file.state.account) ??
    findEngineProblem(file) ??
    findOrderProblem(file) ??
    findTradeProblem(file) ??
    findMoneyProblem(file)
  );
}

function findModelProblem({ modelId, settings }: PaperAccount): string | undefined {
  return needsModel(settings) && modelId === undefined
    ? 'account.modelId must name the model that its strategy asks'
    : undefined;
}

function findEngineProblem({ state, equity }: AccountJournal): string | undefined {
  const { account, engine, lastOpenTime } = state;
  const { record } = engine;
  const last = equity.at(-1);
  if (writeCanonicalJson(engine.settings) !== writeCanonicalJson(engineSettings(account))) {
    return 'engine.settings must be those of account.settings';
  }
  return (
    mustBe('engine.intervalMs', engine.intervalMs > 0, engine.intervalMs, 'positive') ??
    mustEqual('engine.record.intervalMs', record.intervalMs, engine.intervalMs) ??
    mustEqual('engine.record.bars', record.bars, equity.length) ??
    mustEqual('engine.lastIndex', engine.lastIndex, equity.length - 1) ??
    mustEqual('lastOpenTime', lastOpenTime, last?.openTime) ??
    mustEqual('decided.decision', state.decided?.decision, last?.decision) ??
    mustEqual('engine.record.firstOpenTime', record.firstOpenTime, equity[0]?.openTime ?? 0) ??
    mustEqual('engine.record.lastOpenTime', record.lastOpenTime, last?.openTime ?? 0) ??
    mustEqual('engine.record.equity', record.equity, last?.equity ?? record.capital)
  );
}

function findOrderProblem({ trades, equity }: AccountJournal): string | undefined {
  for (const [index, { openTime }] of equity.entries()) {
    const before = equity[index - 1]?.openTime ?? -Infinity;
    if (openTime <= before) {
      return `equity[${index}][0], a time, must be after ${before}, was ${openTime}`;
    }
  }
  for (const [index, { exitIndex }] of trades.entries()) {
    const before = trades[index - 1]?.exitIndex ?? -1;
    if (exitIndex < before) {
      return `trades[${index}].exitIndex must be ${before} at least, was ${exitIndex}`;
    }
  }
  return undefined;
}

function findTradeProblem({ state, trades }: AccountJournal): string | undefined {
  const { positions, lastIndex, record } = state.engine;
  const entered = new Set<number>();
  const places = [
    ...trades.map((trade, index) => ({ ...trade, path: `trades[${index}]` })),
    ...positions.map((open, index) => ({ ...open, path: `engine.positions[${index}]` })),
  ];
  for (const { path, entryIndex, entryPrice, quantity } of places) {
    const isKnown = entryIndex >= 0 && entryIndex <= lastIndex;
    const problem =
      mustBe(`${path}.entryIndex`, isKnown, entryIndex, `0 to ${lastIndex}`) ??
      mustBe(`${path}.entryIndex`, !entered.has(entryIndex), entryIndex, 'that of no other') ??
      mustBe(`${path}.entryPrice`, entryPrice > 0, entryPrice, 'positive') ??
      mustBe(`${path}.quantity`, quantity > 0, quantity, 'positive');
    if (problem !== undefined) return problem;
    entered.add(entryIndex);
  }
  for (const [index, trade] of trades.entries()) {
    const { entryIndex, exitIndex, entryTime, exitTime, pnl } = trade;
    const path = `trades[${index}]`;
    const isKnown = exitIndex >= entryIndex && exitIndex <= lastIndex;
    const problem =
      mustBe(`${path}.exitIndex`, isKnown, exitIndex, `${entryIndex} to ${lastIndex}`) ??
      mustBe(`${path}.exitTime`, exitTime >= entryTime, exitTime, `${entryTime} or later`) ??
      mustBeNear(`${path}.pnl`, pnl, profitOf(trade), valueOf(trade));
    if (problem !== undefined) return problem;
  }
  return mustEqual('engine.record.trades', record.trades, trades.length);
}

function findMoneyProblem({ state, trades }: AccountJournal): string | undefined {
  const { engine } = state;
  const { record, balance, positions } = engine;
  const profit = sum(trades.map(({ pnl }) => pnl));
  const fees = sum(positions.map(({ entryFee, funding = 0 }) => entryFee + funding));
  const scale = record.capital + record.tradedValue;
  const traded = record.grossProfit - record.grossLoss;
  return (
    mustBeNear('the sum of the profits of trades', profit, traded, scale) ??
    mustBeNear('engine.balance', balance, record.capital + profit - fees, scale) ??
    mustBeNear('engine.record.equity', record.equity, markEquity(engine, record.lastClose), scale)
  );
}

function profitOf(trade: Trade): number {
  const { side, quantity, entryPrice, exitPrice, entryFee, exitFee, funding = 0 } = trade;
  return side * quantity * (exitPrice - entryPrice) - entryFee - exitFee - funding;
}

function valueOf({ quantity, entryPrice, exitPrice }: Trade): number {
  return quantity * Math.max(entryPrice, exitPrice);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mustBe(path: string, holds: boolean, value: number, rule: string): string | undefined {
  return holds ? undefined : `${path} must be ${rule}, was ${value}`;
}

function mustEqual<Value>(path: string, value: Value, expected: Value): string | undefined {
  return value === expected
    ? undefined
    : `${path} must be ${expected ?? 'left out'} by what else the file says, was ${value ?? 'missing'}`;
}

/** Allowed rounding error of sums, relative to the size of what was added. */
const rounding = 1e-9;

function mustBeNear(
  path: string,
  value: number,
  expected: number,
  scale: number,
): string | undefined {
  return Math.abs(value - expected) <= rounding * scale
    ? undefined
    : `${path} must be ${expected} by what else the file says, was ${value}`;
}
