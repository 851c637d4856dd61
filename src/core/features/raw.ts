import type { Bars } from '../bars/bars';
import type { Feature, FeatureNeed } from './feature';

const prefix = 'raw:';

interface RawColumn {
  readonly meaning: string;
  readonly needs: readonly FeatureNeed[];
  readonly read: (bars: Bars, t: number) => number;
}

/**
 * Columns of bars as they are, for models that were trained elsewhere on prices and amounts. No form offers them: their level differs from
 * year to year, so that what is learned of it does not last.
 */
const rawColumns: Readonly<Record<string, RawColumn>> = {
  open: { meaning: 'open', needs: [], read: ({ open }, t) => open[t] },
  high: { meaning: 'high', needs: [], read: ({ high }, t) => high[t] },
  low: { meaning: 'low', needs: [], read: ({ low }, t) => low[t] },
  /** The reference dashboard's name for the close. */
  mid: { meaning: 'close', needs: [], read: ({ close }, t) => close[t] },
  close: { meaning: 'close', needs: [], read: ({ close }, t) => close[t] },
  volume: { meaning: 'volume', needs: ['volume'], read: ({ volume }, t) => volume[t] },
  dollar_volume: {
    meaning: 'close times volume',
    needs: ['volume'],
    read: ({ close, volume }, t) => close[t] * volume[t],
  },
  taker_ratio: {
    meaning: 'share that takers bought',
    needs: ['takers'],
    // The reference dashboard's way not to divide by 0.
    read: ({ takerBuyQuote, quoteVolume }, t) =>
      (takerBuyQuote?.[t] ?? NaN) / ((quoteVolume?.[t] ?? NaN) + 1e-9),
  },
};

/** Returns the feature of a name such as `raw:close`: a column of the bars, unchanged. */
export function declareRaw(name: string): Feature | undefined {
  const own = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  if (!Object.hasOwn(rawColumns, own)) return undefined;
  const { meaning, needs, read } = rawColumns[own];
  return {
    name,
    family: 'raw',
    meaning: `${meaning} of the bar, as it is`,
    lookBackBars: 0,
    needs,
    isDefault: false,
    compute(bars, out) {
      for (let t = 0; t < out.length; t++) out[t] = read(bars, t);
    },
  };
}
