import type { Bars } from '../bars/bars';
import type { Feature } from './feature';
import { computeSma } from './indicators';

/** takerBuyQuote / quoteVolume: the fraction of the traded value that takers bought; 0.5 without any trade. */
const takerBuyRatioFeature: Feature = {
  name: 'taker_buy_ratio',
  family: 'order flow',
  meaning: 'part of the traded value that takers bought',
  lookBackBars: 0,
  needs: ['takers'],
  isDefault: true,
  compute(bars, out) {
    const bought = demand(bars, 'takerBuyQuote');
    const quoteVolume = demand(bars, 'quoteVolume');
    for (let t = 0; t < out.length; t++) {
      out[t] = quoteVolume[t] === 0 ? 0.5 : bought[t] / quoteVolume[t];
    }
  },
};

/**
 * `imbalance_w`: what takers bought less what they sold over w bars, as part of all that was traded: -1 to 1, 0
 * without any trade. Chordia, Roll and Subrahmanyam, Order imbalance, liquidity, and market returns, 2002.
 */
const imbalanceFeatures = [5, 15, 60, 240].map((windowBars): Feature => ({
  name: `imbalance_${windowBars}`,
  family: 'order flow',
  meaning: `taker buys less sells over all that was traded in ${windowBars} bars`,
  lookBackBars: windowBars - 1,
  needs: ['takers'],
  isDefault: false,
  compute(bars, out, { scratch }) {
    computeSma(fillImbalance(bars, scratch), windowBars, out);
    const mean = computeSma(demand(bars, 'quoteVolume'), windowBars, scratch);
    for (let t = 0; t < out.length; t++) out[t] = mean[t] === 0 ? 0 : out[t] / mean[t];
  },
}));

const hourBars = 60;

/** Taker buys less sells of the bar, over the mean quote volume of 60 bars + 1. */
const imbalanceSizeFeature: Feature = {
  name: 'imbalance_size',
  family: 'order flow',
  meaning: `taker buys less sells of the bar over the mean traded value of ${hourBars} bars`,
  lookBackBars: hourBars - 1,
  needs: ['takers'],
  isDefault: false,
  compute(bars, out, { scratch }) {
    computeSma(demand(bars, 'quoteVolume'), hourBars, out);
    fillImbalance(bars, scratch);
    for (let t = 0; t < out.length; t++) out[t] = scratch[t] / (out[t] + 1);
  },
};

/** (2 close - low - high) / (high - low): 1 at the high, -1 at the low, 0 where both are equal. */
const closeLocationFeature: Feature = {
  name: 'close_location',
  family: 'order flow',
  meaning: 'where the bar closes between its low (-1) and its high (1)',
  lookBackBars: 0,
  needs: [],
  isDefault: false,
  compute({ high, low, close }, out) {
    for (let t = 0; t < out.length; t++) {
      const range = high[t] - low[t];
      out[t] = range === 0 ? 0 : (2 * close[t] - low[t] - high[t]) / range;
    }
  },
};

/** `vwap_distance_w`: close over the volume-weighted mean price of w bars, less 1; 0 without any trade. */
const vwapFeatures = [20, 60, 240].map((windowBars): Feature => ({
  name: `vwap_distance_${windowBars}`,
  family: 'order flow',
  meaning: `close over the mean price paid in ${windowBars} bars, less 1`,
  lookBackBars: windowBars - 1,
  needs: ['volume', 'quoteVolume'],
  isDefault: false,
  compute(bars, out, { scratch }) {
    const quote = computeSma(demand(bars, 'quoteVolume'), windowBars, scratch);
    computeSma(bars.volume, windowBars, out);
    for (let t = 0; t < out.length; t++) {
      const isIdle = quote[t] === 0 || out[t] === 0;
      out[t] = isIdle ? 0 : (bars.close[t] * out[t]) / quote[t] - 1;
    }
  },
}));

/** ln((quote + 1) / (trades + 1)) of the bar less that of 60 bars together: the size of a trade against the last hour's. */
const tradeSizeFeature: Feature = {
  name: 'trade_size',
  family: 'order flow',
  meaning: `logarithm of the value of a trade over that of ${hourBars} bars`,
  lookBackBars: hourBars - 1,
  needs: ['quoteVolume', 'trades'],
  isDefault: false,
  compute(bars, out, { scratch }) {
    const quote = demand(bars, 'quoteVolume');
    const trades = demand(bars, 'tradeCount');
    computeSma(quote, hourBars, out);
    computeSma(trades, hourBars, scratch);
    for (let t = 0; t < out.length; t++) {
      const size = (quote[t] + 1) / (trades[t] + 1);
      out[t] = (size * (hourBars * scratch[t] + 1)) / (hourBars * out[t] + 1);
    }
    for (let t = 0; t < out.length; t++) out[t] = Math.log(out[t]);
  },
};

/** ln((trades + 1) / (their mean over 60 bars + 1)). */
const tradeCountFeature: Feature = {
  name: 'trade_count',
  family: 'order flow',
  meaning: `logarithm of the number of trades over its mean of ${hourBars} bars`,
  lookBackBars: hourBars - 1,
  needs: ['trades'],
  isDefault: false,
  compute(bars, out) {
    const trades = demand(bars, 'tradeCount');
    computeSma(trades, hourBars, out);
    for (let t = 0; t < out.length; t++) out[t] = (trades[t] + 1) / (out[t] + 1);
    for (let t = 0; t < out.length; t++) out[t] = Math.log(out[t]);
  },
};

/** Who trades how much: made of quote volume, taker columns and the number of trades. */
export const orderFlowFeatures: readonly Feature[] = [
  takerBuyRatioFeature,
  ...imbalanceFeatures,
  imbalanceSizeFeature,
  closeLocationFeature,
  ...vwapFeatures,
  tradeSizeFeature,
  tradeCountFeature,
];

/** Writes what takers bought less what they sold, in quote units, and returns it. */
function fillImbalance(bars: Bars, out: Float64Array): Float64Array {
  const bought = demand(bars, 'takerBuyQuote');
  const quoteVolume = demand(bars, 'quoteVolume');
  for (let t = 0; t < out.length; t++) out[t] = 2 * bought[t] - quoteVolume[t];
  return out;
}

/** Returns an optional column; `needs` has seen to it that it is there. */
function demand(bars: Bars, name: 'takerBuyQuote' | 'quoteVolume' | 'tradeCount'): Float64Array {
  const values = bars[name];
  if (values === undefined) throw new Error(`order flow: needs ${name}, which the bars lack`);
  return values;
}
