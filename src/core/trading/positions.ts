import type { BarIndex, Bars, EpochMs } from '../bars/bars';
import type { FundingRates } from '../bars/funding-rates';

/** The kind of the exit rule that closed a position, or `gap`: the next bar is missing. */
export type ExitReason = string;

/**
 * What a fill's price was before slippage: the best bid or ask, the open or the close of a bar, that of a stop, or that of a limit order
 * (a target is one), which slips by nothing.
 */
export type FillPrice = 'best' | 'open' | 'close' | 'stop' | 'limit';

/** The part of a bar that trading uses; `step` keeps no reference to it, so that one object can be reused. */
export interface EngineBar {
  index: BarIndex;
  openTime: EpochMs;
  open: number;
  high: number;
  low: number;
  close: number;
  /** Best offers just after the close, for fills at the close; only live trading can know them. */
  best?: BestPrice | undefined;
  /** Bars of a finer interval that this bar is made of: they tell in which order it reached its prices. */
  finer?: FinerBars | undefined;
  /** Rates of funding that the exchange published; where they are silent, the constant of the instrument holds. */
  funding?: FundingRates | undefined;
}

/** Rows of bars of a finer interval. */
export interface FinerBars {
  readonly bars: Pick<Bars, 'intervalMs' | 'openTime' | 'open' | 'high' | 'low' | 'close'>;
  readonly start: BarIndex;
  readonly end: BarIndex;
}

/** An open position. */
export interface Position {
  readonly side: 1 | -1;
  readonly signalIndex: BarIndex;
  readonly entryIndex: BarIndex;
  readonly entryTime: EpochMs;
  /** Fill price, slippage included. */
  readonly entryPrice: number;
  readonly entryFill: FillPrice;
  /** Base units, positive. */
  readonly quantity: number;
  /** Fee paid at entry, dollars. */
  readonly entryFee: number;
  /** The model's P(rise) at the signal; null where it gave none. */
  readonly probability: number | null;
  readonly confidence: number;
  /** Standard deviation of the last returns at the close that made the signal, a fraction; left out where no rule needs it. */
  readonly volatility?: number;
  /** Highest and lowest price since the entry; left out by positions that were opened before they were kept. */
  highest?: number;
  lowest?: number;
  /** Isolated margin that backs it, dollars, and the price at which that is nearly lost; left out where there is none. */
  readonly margin?: number;
  readonly liquidationPrice?: number;
  /** Funding paid so far, dollars; below 0 it was received. Left out where none was. */
  funding?: number;
  /** Why it is to be closed at the next chance to trade; left out where it stays open. */
  leaving?: ExitReason;
  /** Bar at whose chance to trade that order arrives, where it takes time. */
  leavingFrom?: BarIndex;
}

/** A closed position. */
export interface Trade extends Omit<
  Position,
  'leaving' | 'leavingFrom' | 'volatility' | 'highest' | 'lowest' | 'margin' | 'liquidationPrice'
> {
  readonly exitIndex: BarIndex;
  readonly exitTime: EpochMs;
  readonly exitPrice: number;
  readonly exitFill: FillPrice;
  readonly exitFee: number;
  readonly exitReason: ExitReason;
  /** Dollars, net of both fees, of slippage and of funding. */
  readonly pnl: number;
  /**
   * Max adverse and max favourable excursion: how far the price was on the wrong and on the right side of the entry price, in bps of it,
   * at least 0. The bar of the exit counts up to the exit alone. Left out by trades that were closed before they were kept.
   */
  readonly mae?: number;
  readonly mfe?: number;
}

/** A wish to open a position, made at the close of bar `signalIndex`. */
export interface Order {
  readonly side: 1 | -1;
  readonly signalIndex: BarIndex;
  readonly probability: number | null;
  readonly confidence: number;
  /** As that of the position. */
  readonly volatility?: number;
}

/** Where and when the market is traded: the open or the close of a bar, or a price within it. */
export interface Quote {
  readonly index: BarIndex;
  readonly time: EpochMs;
  /** Before slippage. */
  readonly price: number;
  /** Which price it is; not used where `best` is known, since orders then fill at that. */
  readonly at: Exclude<FillPrice, 'best'>;
  /** What buyers pay and sellers get, before slippage; where unknown, both trade at `price`. */
  readonly best?: BestPrice | undefined;
}

/** The best offers of the order book. */
export interface BestPrice {
  readonly bid: number;
  readonly ask: number;
}

/** What each side of a trade costs, in basis points of its value. */
export interface Costs {
  readonly feeBps: number;
  readonly slippageBps: number;
}

/** Returns the position that `order` becomes at `quote`, worth `value` dollars at the fill price. */
export function openPosition(order: Order, quote: Quote, value: number, costs: Costs): Position {
  const entryPrice = priceFill(quote, order.side, costs);
  const position: Position = {
    side: order.side,
    signalIndex: order.signalIndex,
    entryIndex: quote.index,
    entryTime: quote.time,
    entryPrice,
    entryFill: nameFill(quote),
    quantity: value / entryPrice,
    entryFee: chargeFee(value, costs.feeBps),
    probability: order.probability,
    confidence: order.confidence,
    highest: entryPrice,
    lowest: entryPrice,
  };
  return order.volatility === undefined ? position : { ...position, volatility: order.volatility };
}

/** Returns the trade that `position` becomes when it is closed at `quote`. */
export function closePosition(
  position: Position,
  quote: Quote,
  exitReason: ExitReason,
  costs: Costs,
): Trade {
  const direction = position.side === 1 ? -1 : 1;
  const exitPrice = priceFill(quote, direction, costs);
  const exitFee = chargeFee(position.quantity * exitPrice, costs.feeBps);
  const gain = position.side * position.quantity * (exitPrice - position.entryPrice);
  const { entryPrice, highest = NaN, lowest = NaN } = position;
  const scale = 1 / (entryPrice * basisPoint);
  const above = ((quote.price > highest ? quote.price : highest) - entryPrice) * scale;
  const below = (entryPrice - (quote.price < lowest ? quote.price : lowest)) * scale;
  const trade = {
    // Spelled out, since spreading `position` here would dominate the time of a run with many trades.
    side: position.side,
    signalIndex: position.signalIndex,
    entryIndex: position.entryIndex,
    entryTime: position.entryTime,
    entryPrice: position.entryPrice,
    entryFill: position.entryFill,
    quantity: position.quantity,
    entryFee: position.entryFee,
    probability: position.probability,
    confidence: position.confidence,
    exitIndex: quote.index,
    exitTime: quote.time,
    exitPrice,
    exitFill: nameFill(quote),
    exitFee,
    exitReason,
    // Adding 0 turns -0, which JSON does not keep, into 0.
    pnl: gain - position.entryFee - exitFee + 0,
    mae: position.side === 1 ? below : above,
    mfe: position.side === 1 ? above : below,
  };
  return !Number.isNaN(above) && position.funding === undefined
    ? trade
    : settleRest(trade, position.funding);
}

/** Returns a trade net of its funding, without excursions that were not kept. */
function settleRest({ mae, mfe, pnl, ...known }: Trade, funding: number | undefined): Trade {
  return {
    ...known,
    pnl: pnl - (funding ?? 0) + 0,
    ...(!Number.isNaN(mae) && { mae, mfe }),
    ...(funding !== undefined && { funding }),
  };
}

/** Returns the price at which a buyer (`direction` 1) or seller (-1) is filled: worse than quoted by the slippage, but for a limit order. */
function priceFill(quote: Quote, direction: 1 | -1, { slippageBps }: Costs): number {
  const price = quotePrice(quote, direction);
  return quote.at === 'limit' ? price : slipPrice(price, direction, slippageBps);
}

/** Lets the extremes of all positions take in a bar that nothing happens in. */
export function widenAll(positions: readonly Position[], { high, low }: EngineBar): void {
  const count = positions.length;
  for (let at = 0; at < count; at++) {
    const position = positions[at];
    if (high > (position.highest as number)) position.highest = high;
    if (low < (position.lowest as number)) position.lowest = low;
  }
}

/** Lets the extremes of a position take in these prices. */
export function widenExtremes(position: Position, high: number, low: number): void {
  // Where extremes were not kept from the start, no price is above or below them.
  if (high > (position.highest as number)) position.highest = high;
  if (low < (position.lowest as number)) position.lowest = low;
}

function quotePrice({ price, best }: Quote, direction: 1 | -1): number {
  if (best === undefined) return price;
  return direction === 1 ? best.ask : best.bid;
}

function nameFill({ at, best }: Quote): FillPrice {
  return best === undefined ? at : 'best';
}

/** Fraction in one basis point. */
const basisPoint = 1e-4;

/** Returns the price that a buyer (`direction` 1) or seller (-1) gets: worse by the slippage. */
export function slipPrice(price: number, direction: 1 | -1, slippageBps: number): number {
  return price * (1 + direction * slippageBps * basisPoint);
}

/** Returns the fee in dollars on one side of a trade worth `value` dollars. */
export function chargeFee(value: number, feeBps: number): number {
  return value * feeBps * basisPoint;
}

/** Money and open positions; a plain record, so it survives JSON and structured clone. */
export interface Account {
  /** Starting capital plus the price gains of closed positions minus every fee paid, dollars. */
  balance: number;
  /** Open positions, oldest first. */
  readonly positions: Position[];
}

/** Returns the balance plus what closing everything at `price`, free of cost, would gain. */
export function markEquity(account: Account, price: number): number {
  const { positions } = account;
  const count = positions.length;
  let equity = account.balance;
  for (let at = 0; at < count; at++) {
    const { side, quantity, entryPrice } = positions[at];
    equity += side * quantity * (price - entryPrice);
  }
  return equity;
}

/** Returns the value of all open positions at `price`, long and short added up, dollars. */
export function sumOpenValue(account: Account, price: number): number {
  const { positions } = account;
  const count = positions.length;
  let value = 0;
  for (let at = 0; at < count; at++) value += positions[at].quantity * price;
  return value;
}
