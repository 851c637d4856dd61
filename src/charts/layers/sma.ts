import { computeSma } from '../../core/features/indicators';
import type { NumberField } from '../../core/fields';
import type { ColorToken } from '../chart-theme';
import { computeEma } from '../market/indicators';
import { type ChartLayer, buildAdjustable } from '../market/layer';
import { buildLineLayer } from '../market/line-layer';
import { pricePane } from '../market/panes';

interface Average {
  readonly kind: 'SMA' | 'EMA';
  readonly length: number;
  readonly color: ColorToken;
  readonly meaning: string;
  readonly isHidden?: boolean;
}

export const sma20 = buildAverage({
  kind: 'SMA',
  length: 20,
  color: 'smaFast',
  meaning: 'Simple moving average: the mean of the last closes.',
});
export const sma60 = buildAverage({
  kind: 'SMA',
  length: 60,
  color: 'smaSlow',
  meaning: 'A second simple moving average, slower than the first.',
});
export const ema50 = buildAverage({
  kind: 'EMA',
  length: 50,
  color: 'ema',
  meaning: 'Exponential moving average: newer closes count more.',
  isHidden: true,
});

function buildAverage({ kind, length, color, meaning, isHidden = false }: Average): ChartLayer {
  const field: NumberField<'length'> = {
    name: 'length',
    label: 'Candles',
    default: length,
    min: 2,
    max: 500,
    isWhole: true,
  };
  const compute = kind === 'SMA' ? computeSma : computeEma;
  return buildAdjustable(
    { label: `${kind} ${length}`, meaning, fields: [field], isHidden },
    (values) =>
      buildLineLayer({
        name: `${kind} ${values.length}`,
        pane: pricePane,
        color,
        width: 1.4,
        compute: ({ close }) => compute(close, values.length),
        averagedCandles: values.length,
        isInLegend: true,
      }),
  );
}
