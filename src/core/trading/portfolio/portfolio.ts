import type { BarRange, Bars, EpochMs } from '../../bars/bars';
import type { FieldValues, NumberField } from '../../fields';
import {
  addTrading,
  createPerformanceRecord,
  type PerformanceRecord,
  recordBar,
  recordShares,
} from '../../metrics/performance-record';
import { type BarWalk, createBarWalk } from '../bar-walk';
import { createEngine, crossGap, decideBar, type EngineState, openBar } from '../engine';
import { markEquity, sumOpenValue, type Trade } from '../positions';
import { resolveRules, type TradingRules } from '../rules';
import type { TradingSettings } from '../settings';

/** One symbol of an account, and how it is traded. */
export interface PortfolioMember {
  /** Unique among the members. */
  readonly symbol: string;
  readonly bars: Bars;
  /** The model's P(rise) at each bar of `bars`; NaN where it gives none. */
  readonly probability: ArrayLike<number>;
  /** Bars that are traded. */
  readonly range: BarRange;
  /** `capital`, `maxLeverage` and `maxPositions` are those of the account, whatever is here. */
  readonly settings: TradingSettings;
}

/** Default, limits and wording of what the symbols of an account share, besides its capital. */
export const limitFields = [
  {
    name: 'maxSymbolShare',
    label: 'Max in one symbol (% of equity)',
    default: 0.5,
    min: 0.01,
    max: 10,
    step: 0.05,
    isPercent: true,
  },
  {
    name: 'maxLeverage',
    label: 'Max in all symbols (% of equity)',
    default: 1,
    min: 0.01,
    max: 10,
    step: 0.05,
    isPercent: true,
  },
  { name: 'maxPositions', label: 'Max open positions', default: 5, min: 1, max: 50, isWhole: true },
] as const satisfies readonly NumberField[];

/**
 * What all symbols share. `maxSymbolShare` and `maxLeverage` are the max value of the open positions of one and of all symbols over
 * the account's equity at an entry; `maxPositions` is the max number of positions over all symbols, of which each can have one.
 */
export interface PortfolioLimits extends FieldValues<(typeof limitFields)[number]['name']> {
  /** Starting capital of the one account, dollars. */
  readonly capital: number;
}

/** A closed position of one of the symbols. */
export interface PortfolioTrade extends Trade {
  readonly symbol: string;
}

/** What one symbol did in the account. */
interface MemberRun {
  readonly symbol: string;
  /** Its own figures; its equity is the account's capital plus its own profit. */
  readonly record: PerformanceRecord;
  readonly trades: readonly Trade[];
  /** Profit so far at the end of each UTC day of the account, open positions included; dollars. */
  readonly dailyProfit: readonly number[];
}

/** One account that traded several symbols. */
export interface PortfolioRun {
  /** Open time of each bar of any symbol, ascending, each once. */
  readonly openTime: Float64Array;
  /** Equity at the close of each of these; dollars. */
  readonly equity: Float64Array;
  /** Figures of the account. Its price is that of all symbols bought in equal parts at their first bars and held. */
  readonly record: PerformanceRecord;
  readonly members: readonly MemberRun[];
  /** Of all symbols, in the order of their exits. */
  readonly trades: readonly PortfolioTrade[];
}

/** One symbol while it is traded. */
interface Trader {
  readonly member: PortfolioMember;
  readonly state: EngineState;
  readonly rules: TradingRules;
  readonly walk: BarWalk;
  /** Index of its next bar. */
  next: number;
  /** Price at which its positions are valued: of this bar, or the close of its last one. */
  price: number;
  readonly dailyProfit: number[];
}

/**
 * Trades several symbols of one interval on one capital. Each runs the engine that one symbol alone runs, on its own bars: a gap of one
 * stops no other. They meet where money is concerned: a position is sized by the equity of the whole account, and as large as the
 * limits leave room for.
 *
 * Bars are joined by time. At each time, first the orders of all symbols with a bar are filled, then all decide at its close. Where
 * there is not enough room for all, the first of `members` comes first. A symbol without a bar at that time is valued at its last close.
 *
 * Throws for no member, for symbols that are not unique, for different intervals, and on impossible settings.
 */
export function runPortfolio(
  members: readonly PortfolioMember[],
  limits: PortfolioLimits,
): PortfolioRun {
  const { intervalMs } = requireMembers(members);
  const { capital } = limits;
  const traders = members.map((member) => createTrader(member, limits));
  const record = createPerformanceRecord(capital, intervalMs);
  const maxTimes = members.reduce((sum, { range }) => sum + range.end - range.start, 0);
  const openTime = new Float64Array(maxTimes);
  const equity = new Float64Array(maxTimes);
  const index = { openTime: NaN, open: 1, close: 1 };
  let count = 0;
  for (;;) {
    const time = findNextTime(traders);
    if (time === Infinity) break;
    const due = traders.filter((trader) => timeOf(trader) === time);
    for (const trader of traders) {
      if (due.includes(trader)) trader.walk.moveTo(trader.next);
      else leaveAtGap(trader, time);
    }
    for (const trader of due) trader.price = trader.walk.bar.open;
    const tradedBefore = sumTraded(traders);
    for (const trader of due) {
      lookAround(trader, traders, limits);
      openBar(trader.state, trader.walk.bar, trader.rules);
    }
    if (sumTraded(traders) !== tradedBefore) noteShares(record, traders, capital);
    for (const trader of due) trader.price = trader.walk.bar.close;
    const tradedAtOpen = sumTraded(traders);
    for (const trader of due) {
      lookAround(trader, traders, limits);
      const { member, state, rules, walk } = trader;
      decideBar(state, walk.bar, member.probability[walk.bar.index] ?? NaN, rules, walk.past);
      trader.next++;
    }
    if (sumTraded(traders) !== tradedAtOpen) noteShares(record, traders, capital);
    openTime[count] = time;
    equity[count] = capital + sumProfit(traders);
    index.openTime = time;
    index.close = holdEqually(traders);
    recordBar(
      record,
      index,
      equity[count],
      traders.some(({ state }) => state.positions.length > 0),
    );
    noteDay(traders, record.dailyEquity.length);
    count++;
  }
  addTrading(
    record,
    traders.map(({ state }) => state.record),
  );
  return {
    openTime: openTime.slice(0, count),
    equity: equity.slice(0, count),
    record,
    members: traders.map(({ member, state, dailyProfit }) => ({
      symbol: member.symbol,
      record: state.record,
      trades: state.trades,
      dailyProfit,
    })),
    trades: joinTrades(traders),
  };
}

function requireMembers(members: readonly PortfolioMember[]): Bars {
  const [first] = members;
  if (first === undefined) throw new Error('portfolio: there is no symbol');
  const symbols = new Set(members.map(({ symbol }) => symbol));
  if (symbols.size < members.length) throw new Error('portfolio: symbols must be unique');
  const { intervalMs } = first.bars;
  const other = members.find(({ bars }) => bars.intervalMs !== intervalMs);
  if (other !== undefined) {
    throw new Error(
      `portfolio: bars must be of one interval, were of ${intervalMs} and ${other.bars.intervalMs} ms`,
    );
  }
  return first.bars;
}

function createTrader(member: PortfolioMember, limits: PortfolioLimits): Trader {
  const { capital, maxLeverage } = limits;
  const settings = { ...member.settings, capital, maxLeverage, maxPositions: 1 };
  const { bars, range } = member;
  const rules = resolveRules(settings);
  return {
    member,
    state: createEngine(settings, bars.intervalMs),
    rules,
    walk: createBarWalk(bars, range.start, rules),
    next: range.start,
    price: NaN,
    dailyProfit: [],
  };
}

/** Open time of the next bar; Infinity after the last. */
function timeOf({ member, next }: Trader): EpochMs {
  return next < member.range.end ? member.bars.openTime[next] : Infinity;
}

function findNextTime(traders: readonly Trader[]): EpochMs {
  let time = Infinity;
  for (const trader of traders) time = Math.min(time, timeOf(trader));
  return time;
}

/** Closes what a symbol holds once it has no bar any more: what follows is not known. */
function leaveAtGap({ state, rules }: Trader, time: EpochMs): void {
  const { record, intervalMs } = state;
  if (record.bars > 0 && time >= record.lastOpenTime + intervalMs) crossGap(state, rules);
}

/** Tells a symbol's rules what the others have. */
function lookAround(trader: Trader, traders: readonly Trader[], limits: PortfolioLimits): void {
  const { others } = trader.rules;
  others.profit = 0;
  others.openValue = 0;
  let positions = 0;
  for (const other of traders) {
    if (other === trader) continue;
    const { state } = other;
    others.profit += measureProfit(other);
    others.openValue += sumOpenValue(state, other.price);
    positions += state.positions.length + (state.order === null ? 0 : 1);
  }
  others.maxShare = limits.maxSymbolShare;
  others.placesLeft = limits.maxPositions - positions;
}

/** Profit so far at the current price, open positions included; dollars. */
function measureProfit({ state, price }: Trader): number {
  return markEquity(state, price) - state.settings.capital;
}

function sumProfit(traders: readonly Trader[]): number {
  let profit = 0;
  for (const trader of traders) profit += measureProfit(trader);
  return profit;
}

/** Value of all fills so far, by which is seen that there was one. */
function sumTraded(traders: readonly Trader[]): number {
  let value = 0;
  for (const { state } of traders) value += state.record.tradedValue;
  return value;
}

/** Records how much of the equity is in open positions. */
function noteShares(record: PerformanceRecord, traders: readonly Trader[], capital: number): void {
  let gross = 0;
  let net = 0;
  for (const { state, price } of traders) {
    for (const { side, quantity } of state.positions) {
      gross += quantity * price;
      net += side * quantity * price;
    }
  }
  recordShares(record, capital + sumProfit(traders), gross, net);
}

/** What a dollar has become that was spent on all symbols in equal parts, each at the open of its first bar. */
function holdEqually(traders: readonly Trader[]): number {
  let value = 0;
  for (const { state, price } of traders) {
    const { bars, firstOpen } = state.record;
    value += bars === 0 ? 1 : price / firstOpen;
  }
  return value / traders.length;
}

/** Keeps each symbol's profit at the end of the last of `days` days. */
function noteDay(traders: readonly Trader[], days: number): void {
  for (const trader of traders) {
    const { dailyProfit } = trader;
    while (dailyProfit.length < days) dailyProfit.push(dailyProfit.at(-1) ?? 0);
    dailyProfit[days - 1] = measureProfit(trader);
  }
}

function joinTrades(traders: readonly Trader[]): readonly PortfolioTrade[] {
  return traders
    .flatMap(({ member, state }) =>
      state.trades.map((trade) => ({ ...trade, symbol: member.symbol })),
    )
    .sort((one, other) => one.exitTime - other.exitTime);
}
