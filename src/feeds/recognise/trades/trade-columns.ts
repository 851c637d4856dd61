import { readFlag } from '../columns/flags';
import { nameKey } from '../columns/read-name';
import type { Sample } from '../sample';
import { readSide, type SideColumn } from './takers';

/** Positions that names or a layout tell. */
export interface TradeColumns {
  readonly time: number | undefined;
  readonly price: number;
  readonly amount: number;
  readonly quote?: number | undefined;
  readonly id?: number | undefined;
  readonly range?: readonly [number, number] | undefined;
  readonly side?: SideColumn | undefined;
}

interface FoundColumns {
  readonly columns: TradeColumns;
  readonly doubts: readonly string[];
}

/** Names of each column, the most telling first. */
const aliases = {
  price: 'price tradeprice execprice executionprice lastprice fillprice px tradepx lastpx p rate',
  amount:
    'homenotional baseqty basequantity baseamount basevolume amountbase qty quantity amount size volume vol ' +
    'tradeqty tradequantity tradeamount tradesize tradevolume execqty execsize execquantity lastqty lastquantity ' +
    'lastsize baseassetamount q sz v',
  quote:
    'quoteqty quotequantity quoteamount quotevolume quotesize quoteassetamount amountquote foreignnotional funds ' +
    'cost turnover tradevalue',
  id: 'aggtradeid aggregatetradeid tradeid id tid trdmatchid a',
  first: 'firsttradeid firstid f',
  last: 'lasttradeid lastid l',
  maker: 'isbuyermaker buyermaker isbuyerthemaker wasbuyermaker wasthebuyermaker buyerismaker',
  side: 'takerside aggressorside aggressor side takersidetype direction tradetype type buysell',
} as const;

/**
 * Returns the columns of single trades, by their names, without a header by the layouts of archives; undefined where a
 * price or an amount is not among them.
 */
export function findTradeColumns(sample: Sample): FoundColumns | undefined {
  return sample.table.hasHeader ? findByName(sample) : findByLayout(sample);
}

function findByName(sample: Sample): FoundColumns | undefined {
  const { columns } = sample.table;
  const keys = columns.map(({ name }) => nameKey(name));
  const find = (what: keyof typeof aliases, isFit = (_: number): boolean => true) => {
    for (const alias of aliases[what].split(' ')) {
      const position = keys.findIndex((key, at) => key === alias && isFit(at));
      if (position !== -1) return position;
    }
    return undefined;
  };
  const isNumeric = (at: number): boolean => sample.isNumeric(at);
  const price = find('price', isNumeric);
  const amount = find('amount', (at) => at !== price && isNumeric(at));
  if (price === undefined || amount === undefined) return undefined;
  const id = find('id', isNumeric);
  const [first, last] = [find('first', isNumeric), find('last', isNumeric)];
  // Binance's stream has both "m" and "M", whose meanings differ.
  const isYesNo = (at: number): boolean =>
    sample.texts(at).every((text) => !Number.isNaN(readFlag(text)));
  const letter = columns.findIndex(({ name }, at) => name === 'm' && isYesNo(at));
  const maker = find('maker', isYesNo) ?? (letter === -1 ? undefined : letter);
  const taker = find('side', (at) =>
    sample.texts(at).some((text) => Number.isFinite(readSide(text))),
  );
  return {
    doubts: [],
    columns: {
      time: columns.findIndex((_, at) => timeKey.test(keys[at])),
      price,
      amount,
      quote: find('quote', isNumeric),
      id,
      range: first === undefined || last === undefined ? undefined : [first, last],
      side:
        maker !== undefined
          ? { position: maker, tells: 'buyer-maker' }
          : taker !== undefined
            ? { position: taker, tells: 'taker' }
            : undefined,
    },
  };
}

const timeKey = /time|date|^(t|ts|mts)$/;

/** Archives of Binance, a yes or no at the end, and of Kraken: time, price and amount. */
function findByLayout(sample: Sample): FoundColumns | undefined {
  const width = sample.table.columns.length;
  const areFlags = (position: number): boolean =>
    sample.texts(position).every((text) => /^(true|false)$/i.test(text));
  const makerAt = (position: number): SideColumn | undefined => ({
    position,
    tells: 'buyer-maker',
  });
  if (width >= 6 && width <= 8 && areFlags(width - 1)) {
    if (areFlags(5) && width <= 7) {
      const columns = { id: 0, price: 1, amount: 2, quote: 3, time: 4, side: makerAt(5) };
      return { columns, doubts: [] };
    }
    if (!areFlags(6)) return undefined;
    const columns = { id: 0, price: 1, amount: 2, time: 5, side: makerAt(6) };
    return { columns: { ...columns, range: [3, 4] }, doubts: [] };
  }
  if (width !== 3 || ![0, 1, 2].every((at) => sample.isNumeric(at))) return undefined;
  const doubt =
    'No header names the columns: they are taken as time, price and amount, as Kraken’s archives have them.';
  return { columns: { time: 0, price: 1, amount: 2 }, doubts: [doubt] };
}
