import type { Feature } from './feature';

/** takerBuyQuote / quoteVolume: the fraction of the traded value that takers bought; 0.5 without any trade. */
export const takerBuyRatioFeature: Feature = {
  name: 'taker_buy_ratio',
  family: 'order flow',
  meaning: 'part of the traded value that takers bought',
  lookBackBars: 0,
  needs: ['takers'],
  isDefault: true,
  compute({ takerBuyQuote, quoteVolume }, out) {
    if (takerBuyQuote === undefined || quoteVolume === undefined) {
      throw new Error('taker_buy_ratio: needs takerBuyQuote and quoteVolume, bars lack them');
    }
    for (let t = 0; t < out.length; t++) {
      out[t] = quoteVolume[t] === 0 ? 0.5 : takerBuyQuote[t] / quoteVolume[t];
    }
  },
};
