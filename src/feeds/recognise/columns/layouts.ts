import type { BarColumn } from '../../../core/bars/bars';
import { judgeTimes } from '../times/judge-times';
import { nearlyAll, type Sample } from '../sample';
import { isFlag } from './flags';
import { areHighAndLow, isReversed } from './price-content';

/** What a column of a layout is; `amount` is a volume in another unit, `other` nothing that bars need. */
type Role =
  BarColumn | 'symbol' | 'timeOfDay' | 'closeTime' | 'vwap' | 'amount' | 'closed' | 'other';

/** An order of columns that programs write without naming them. */
export interface Layout {
  /** Who writes it, for people. */
  readonly of: string;
  readonly roles: readonly Role[];
  /** Whether anybody may write it, so that it does not tell whether times are those of the open, as they are of the others. */
  readonly isGeneral?: boolean;
}

/**
 * Orders of columns by those who write them. A table fits one when each cell behaves as its role says: the
 * high is the largest of a row and the low the smallest, which proves the order of the prices; a quote
 * volume is the volume at a price of the row; trades are counted in whole numbers. One entry is one layout.
 */
const layouts: readonly Layout[] = [
  layout(
    'a Binance archive',
    'openTime open high low close volume closeTime quoteVolume tradeCount takerBuyBase takerBuyQuote other',
  ),
  layout(
    'Binance without its last column',
    'openTime open high low close volume closeTime quoteVolume tradeCount takerBuyBase takerBuyQuote',
  ),
  {
    ...layout('ccxt, freqtrade and most others', 'openTime open high low close volume'),
    isGeneral: true,
  },
  layout('Bitfinex, Jesse and Bithumb', 'openTime open close high low volume'),
  layout('Coinbase', 'openTime low high open close volume'),
  layout("Kraken's archive", 'openTime open high low close volume tradeCount'),
  layout('Kraken', 'openTime open high low close vwap volume tradeCount'),
  layout('Bybit and Bitget', 'openTime open high low close volume quoteVolume'),
  layout('KuCoin', 'openTime open close high low volume quoteVolume'),
  layout('Gate', 'openTime quoteVolume close high low open volume closed'),
  layout('Gate, older', 'openTime quoteVolume close high low open volume'),
  layout('MEXC', 'openTime open high low close volume closeTime quoteVolume'),
  layout('Bitget', 'openTime open high low close volume amount quoteVolume'),
  layout('OKX', 'openTime open high low close volume amount quoteVolume closed'),
  layout('OKX, contracts', 'openTime open high low close amount volume quoteVolume closed'),
  layout(
    'Poloniex',
    'low high open close quoteVolume volume takerBuyQuote takerBuyBase tradeCount other vwap other openTime closeTime',
  ),
  layout('MetaTrader 4', 'openTime timeOfDay open high low close volume'),
  layout('MetaTrader 5', 'openTime timeOfDay open high low close volume other other'),
  {
    ...layout('Metastock', 'symbol openTime open high low close volume'),
    isGeneral: true,
  },
  {
    ...layout('Finam', 'symbol other openTime timeOfDay open high low close volume'),
    isGeneral: true,
  },
];

function layout(of: string, roles: string): Layout {
  return { of, roles: roles.split(' ') as Role[] };
}

/** The layout of a table that names no columns, and what else it could be. */
interface LayoutMatch {
  readonly layout: Layout;
  /** Layouts that the prices rule out no more than this one. */
  readonly others: readonly Layout[];
}

/** Returns the layout that the cells of a sample prove; undefined where they fit none. */
export function findLayout(sample: Sample): LayoutMatch | undefined {
  const { columns, symbolColumn } = sample.table;
  const width = columns.length - (symbolColumn === undefined ? 0 : 1);
  const fitting = layouts
    .filter(({ roles }) => roles.length === width && areRolesPlayed(sample, roles))
    .map((candidate) => ({ candidate, faults: countFaults(sample, candidate.roles) }))
    .filter(({ faults }) => faults <= maxFaults * sample.rows.length)
    .sort((a, b) => a.faults - b.faults);
  const [best, ...rest] = fitting;
  if (best === undefined) return undefined;
  // A few rows of any file are wrong; what only they speak against is not ruled out.
  const minOther = Math.max(1, minFaults * sample.rows.length, 10 * best.faults);
  const open = rest.filter(({ faults }) => faults < minOther).map(({ candidate }) => candidate);
  const { roles } = best.candidate;
  const [time, clock] = [roles.indexOf('openTime'), roles.indexOf('timeOfDay')];
  const isOpenReversed = isReversed(
    sample,
    roles.indexOf('open'),
    roles.indexOf('close'),
    isDescending(sample, time, clock),
  );
  return isOpenReversed
    ? { layout: reverse(best.candidate), others: [best.candidate, ...open] }
    : { layout: best.candidate, others: open };
}

/** Share of rows that may break a layout's order of prices, since files have faults. */
const maxFaults = 0.05;
/** Share of rows that rules a layout out where another has no fault. */
const minFaults = 0.005;

/** The same with open and close exchanged, which high and low cannot tell. */
function reverse({ of, roles, ...rest }: Layout): Layout {
  const exchanged: Partial<Record<Role, Role>> = { open: 'close', close: 'open' };
  return {
    ...rest,
    of: `${of}, with open and close exchanged`,
    roles: roles.map((role) => exchanged[role] ?? role),
  };
}

/** Rows whose high is not the largest or whose low is not the smallest of the four prices. */
function countFaults(sample: Sample, roles: readonly Role[]): number {
  const [open, high, low, close] = (['open', 'high', 'low', 'close'] as const).map((role) =>
    sample.numbers(roles.indexOf(role)),
  );
  return high.reduce((faults, top, row) => {
    const inner = [open[row], close[row]];
    return top < Math.max(...inner, low[row]) || low[row] > Math.min(...inner)
      ? faults + 1
      : faults;
  }, 0);
}

function areRolesPlayed(sample: Sample, roles: readonly Role[]): boolean {
  return (
    roles.every((role, position) => isRolePlayed(sample, roles, role, position)) &&
    areHighAndLow(sample, roles.indexOf('high'), roles.indexOf('low'))
  );
}

function isRolePlayed(
  sample: Sample,
  roles: readonly Role[],
  role: Role,
  position: number,
): boolean {
  const column = (of: Role): Float64Array => sample.numbers(roles.indexOf(of));
  const values = sample.numbers(position);
  switch (role) {
    case 'openTime':
      // Prices such as 101 look like times of day: those stand beside dates alone.
      return isTime(sample, position) && (!roles.includes('timeOfDay') || isDate(sample, position));
    case 'closeTime':
      return (
        isTime(sample, position) && holds(values, (time, row) => time >= column('openTime')[row])
      );
    case 'timeOfDay': {
      const verdict = judgeTimes(sample, position);
      return verdict.kind === 'unreadable' && verdict.reason === 'time-of-day';
    }
    case 'open':
    case 'high':
    case 'low':
    case 'close':
      return sample.isNumeric(position) && holds(values, (price) => price > 0);
    case 'volume':
    case 'amount':
    case 'takerBuyBase':
    case 'takerBuyQuote':
      return isAmount(sample, position);
    case 'quoteVolume':
      // Two times an interval apart prove a layout, and contracts have other units: those are checked later.
      if (roles.includes('closeTime')) return isAmount(sample, position);
      return (
        isAmount(sample, position) &&
        holds(values, (quote, row) => {
          const price = quote / column('volume')[row];
          if (!(price > 0) || price === Infinity) return !(column('volume')[row] > 0);
          return price >= 0.99 * column('low')[row] && price <= 1.01 * column('high')[row];
        })
      );
    case 'tradeCount':
      return (
        isAmount(sample, position) &&
        // Open interest is whole as well: beside whole volumes alone it could be that.
        (roles.includes('quoteVolume') ||
          roles.includes('vwap') ||
          column('volume').some((volume) => volume > 0 && !Number.isInteger(volume))) &&
        values.every((trades) => Number.isNaN(trades) || Number.isInteger(trades)) &&
        holds(values, (trades, row) => trades >= 1 || !(column('volume')[row] > 0))
      );
    case 'vwap':
      return holds(
        values,
        (price, row) =>
          price === 0 ||
          (price >= 0.99 * column('low')[row] && price <= 1.01 * column('high')[row]),
      );
    case 'closed':
      return isFlag(sample.texts(position));
    case 'symbol':
      return !sample.isNumeric(position) && !isTime(sample, position);
    case 'other':
      return true;
  }
}

function isAmount(sample: Sample, position: number): boolean {
  const values = sample.numbers(position);
  return (
    sample.isNumeric(position) && !isTime(sample, position) && holds(values, (value) => value >= 0)
  );
}

/** Whether nearly all values that there are, and at least one, are as `isIt` says. */
function holds(values: Float64Array, isIt: (value: number, row: number) => boolean): boolean {
  let [fitting, rows] = [0, 0];
  values.forEach((value, row) => {
    if (Number.isNaN(value)) return;
    rows++;
    if (isIt(value, row)) fitting++;
  });
  return rows > 0 && fitting >= nearlyAll * rows;
}

/** Whether a column holds times rather than amounts of their size. */
export function isTime(sample: Sample, position: number): boolean {
  const verdict = judgeTimes(sample, position);
  if (verdict.kind !== 'readable') return false;
  return verdict.encoding.kind !== 'number' || hasSmallSteps(sample.numbers(position));
}

function isDate(sample: Sample, position: number): boolean {
  const verdict = judgeTimes(sample, position);
  return verdict.kind === 'readable' && verdict.isDateOnly;
}

/** Turnovers can be as large as counts of time, but move by more. */
function hasSmallSteps(values: Float64Array): boolean {
  let small = 0;
  for (let row = 1; row < values.length; row++) {
    if (Math.abs(values[row] - values[row - 1]) < 0.1 * Math.abs(values[row])) small++;
  }
  return small >= nearlyAll * (values.length - 1);
}

/** Whether the times of a column run backwards; `clock` is the column of times of day, -1 where there is none. */
export function isDescending(sample: Sample, time: number, clock = -1): boolean {
  const verdict = judgeTimes(sample, time);
  if (verdict.kind !== 'readable') return false;
  const finite = verdict.times.filter(Number.isFinite);
  const [first, last] = [finite[0], finite[finite.length - 1]];
  if (first !== last || clock === -1) return first > last;
  const clocks = sample.texts(clock);
  return clocks[0].localeCompare(clocks[clocks.length - 1], 'en', { numeric: true }) > 0;
}
