import { markEquity } from '../../portfolio/account';
import type { Trade } from '../../portfolio/settings';
import { findSettingsProblem } from '../../portfolio/settings-problem';
import { writeCanonicalJson } from '../canonical-json';
import { engineSettings } from '../paper-trading';
import type { AccountFile } from './account-file';

/**
 * Returns what in an account cannot be true at the same time, or cannot be traded on; undefined where all
 * agrees. Sums of money may differ by rounding.
 */
export function findContradiction(file: AccountFile): string | undefined {
  return (
    findSettingsProblem(file.state.account.settings) ??
    findEngineProblem(file) ??
    findOrderProblem(file) ??
    findTradeProblem(file) ??
    findMoneyProblem(file)
  );
}

function findEngineProblem({ state, equity }: AccountFile): string | undefined {
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
    mustEqual('engine.record.firstOpenTime', record.firstOpenTime, equity[0]?.openTime ?? 0) ??
    mustEqual('engine.record.lastOpenTime', record.lastOpenTime, last?.openTime ?? 0) ??
    mustEqual('engine.record.equity', record.equity, last?.equity ?? record.capital)
  );
}

function findOrderProblem({ trades, equity }: AccountFile): string | undefined {
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

function findTradeProblem({ state, trades }: AccountFile): string | undefined {
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

function findMoneyProblem({ state, trades }: AccountFile): string | undefined {
  const { engine } = state;
  const { record, balance, positions } = engine;
  const profit = sum(trades.map(({ pnl }) => pnl));
  const fees = sum(positions.map(({ entryFee }) => entryFee));
  const scale = record.capital + record.tradedValue;
  const traded = record.grossProfit - record.grossLoss;
  return (
    mustBeNear('the sum of the profits of trades', profit, traded, scale) ??
    mustBeNear('engine.balance', balance, record.capital + profit - fees, scale) ??
    mustBeNear('engine.record.equity', record.equity, markEquity(engine, record.lastClose), scale)
  );
}

function profitOf({ side, quantity, entryPrice, exitPrice, entryFee, exitFee }: Trade): number {
  return side * quantity * (exitPrice - entryPrice) - entryFee - exitFee;
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

/** Rounding of sums, as a part of what was added up. */
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
