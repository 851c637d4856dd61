import { type Bars, type EpochMs, viewBars } from '../../../src/core/bars/bars';
import { generateBars } from '../../../src/feeds/sample/sample-market';
import { chooseParameters, type MarketParameters } from '../../../src/feeds/sample/market';
import type { MarketListing } from './market';

export interface SampleListingsOptions {
  /** Open time of the first bar; moved back to the start of its UTC day. */
  readonly startsAt: EpochMs;
  readonly barCount: number;
  /** A whole number. */
  readonly seed?: number;
  /** All that there are when left out. */
  readonly symbols?: readonly string[];
}

interface SampleSymbol {
  readonly symbol: string;
  readonly baseAsset: string;
  readonly status?: string;
  readonly parameters: Partial<MarketParameters>;
}

const cents = { ticksPerUnit: 100_000, lotsPerUnit: 10 };

/** One is named beyond ASCII and one does not trade any more, since the exchange has both. */
const sampleSymbols: readonly SampleSymbol[] = [
  {
    symbol: 'BTCUSDT',
    baseAsset: 'BTC',
    parameters: { startPrice: 60_000, lotsPerUnit: 100_000, typicalVolume: 12 },
  },
  { symbol: 'ETHUSDT', baseAsset: 'ETH', parameters: {} },
  { symbol: 'SOLUSDT', baseAsset: 'SOL', parameters: { startPrice: 150, typicalVolume: 900 } },
  {
    symbol: 'DOGEUSDT',
    baseAsset: 'DOGE',
    parameters: { ...cents, startPrice: 0.15, typicalVolume: 90_000 },
  },
  {
    symbol: '币安人生USDT',
    baseAsset: '币安人生',
    parameters: { ...cents, startPrice: 0.2, typicalVolume: 40_000 },
  },
  { symbol: 'OLDUSDT', baseAsset: 'OLD', status: 'BREAK', parameters: { startPrice: 3 } },
];

/** Returns invented markets in USDT, minute bars with a planted edge, a function of the options. */
export function makeSampleListings({
  startsAt,
  barCount,
  seed = 1,
  symbols,
}: SampleListingsOptions): readonly MarketListing[] {
  return sampleSymbols
    .map((sample, index) => ({ ...sample, seed: seed + index }))
    .filter(({ symbol }) => symbols === undefined || symbols.includes(symbol))
    .map(({ symbol, baseAsset, status, parameters, seed: ownSeed }) => {
      const bars = generateBars({ ...chooseParameters('edge'), ...parameters }, ownSeed, barCount);
      const moved = moveBars(bars, Math.floor(startsAt / dayMs) * dayMs);
      const isTrading = status === undefined;
      return {
        symbol,
        baseAsset,
        quoteAsset: 'USDT',
        ...(!isTrading && { status }),
        bars: isTrading ? moved : viewBars(moved, { start: 0, end: Math.ceil(barCount / 4) }),
      };
    });
}

const dayMs = 86_400_000;

function moveBars(bars: Bars, firstOpenTime: EpochMs): Bars {
  const shift = firstOpenTime - bars.openTime[0];
  return { ...bars, openTime: bars.openTime.map((time) => time + shift) };
}
