import { noLabel } from './labels/label';
import type { DatasetInfo, ModelInfo, ModelPool, PooledMarketInfo } from './library';
import { canBeSame } from './market-name';
import { estimateDailyAuc } from './metrics/daily-scores';
import { type OutOfSample, rankWithin } from './out-of-sample';

/** A market that a model is used on; its dataset, where there is one. */
type UsedMarket = Pick<DatasetInfo, 'symbol' | 'market'> & Partial<Pick<DatasetInfo, 'id'>>;

/** Returns the market of a symbol that is traded live, where there are no futures. */
export function tradedLive(symbol: string): UsedMarket {
  return { symbol, market: { contract: 'spot' } };
}

/** Whether a model of several markets is used on one that it was not trained on. */
export function isStranger({ pool }: ModelInfo, used: UsedMarket): boolean {
  return pool !== undefined && findMarket(pool, used) === undefined;
}

/**
 * Returns a model as it is used on a market. One of several markets gets what it knows of this one: its dataset, scaler,
 * split and figures. On a market that it was not trained on it keeps the scaler of all its markets together. A model of one
 * market stays as it is.
 */
export function suitModel(model: ModelInfo, used: UsedMarket): ModelInfo {
  const known = model.pool && findMarket(model.pool, used);
  if (known === undefined) return model;
  const { scaler, split, judged, datasetId, datasetName, symbol, market } = known;
  // Without test bars nothing is known that could be shown of it.
  if (judged === undefined) return { ...model, scaler };
  const { market: _, ...others } = model;
  return {
    ...others,
    ...judged,
    datasetId,
    datasetName,
    symbol,
    ...(market === undefined ? {} : { market }),
    scaler,
    split,
    outOfSample: split.test.bars,
  };
}

/** Returns the market of the dataset itself, else that of another dataset of the same market. */
function findMarket(
  { markets }: ModelPool,
  { id, symbol, market }: UsedMarket,
): PooledMarketInfo | undefined {
  return (
    markets.find((known) => known.datasetId === id) ??
    markets.find((known) => known.symbol === symbol && canBeSame(known.market, market))
  );
}

/** The test bars of a market. */
interface TestedMarket {
  readonly outOfSample: OutOfSample;
  /** One a bar. */
  readonly labels: Uint8Array;
  readonly openTime: Float64Array;
}

/**
 * Returns the AUC of the test bars of all markets, with its 95% interval. A bar is ranked among those of its own market,
 * since markets differ in how often they rise, which is no skill. Days are drawn with the bars of all markets at once:
 * markets move together, so that a second one is worth less than as many days more.
 */
export function reportTogether(markets: readonly TestedMarket[]): ModelPool['together'] {
  const labels: number[] = [];
  const ranks: number[] = [];
  const times: number[] = [];
  for (const { outOfSample, labels: all, openTime } of markets) {
    const ranked = rankWithin(outOfSample.probability, outOfSample.bars);
    for (const { start, end } of outOfSample.labels) {
      for (let bar = start; bar < end; bar++) {
        if (all[bar] === noLabel || Number.isNaN(ranked[bar])) continue;
        labels.push(all[bar]);
        ranks.push(ranked[bar]);
        times.push(openTime[bar]);
      }
    }
  }
  const order = Uint32Array.from(times.keys()).sort((a, b) => times[a] - times[b]);
  const sorted = (values: readonly number[]) => Float64Array.from(order, (at) => values[at]);
  const {
    value: auc,
    ci: aucCi,
    days,
  } = estimateDailyAuc(sorted(labels), sorted(ranks), sorted(times));
  return { auc, aucCi, bars: order.length, days };
}
