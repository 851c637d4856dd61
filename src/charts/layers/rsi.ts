import { computeRsi } from '../../core/features/indicators';
import { buildAdjustable } from '../market/layer';
import { buildLineLayer } from '../market/line-layer';
import { type PaneStage, paintAxisLabel, paintRule, toY } from '../market/stage';

const minLabelDistance = 12;

/** The relative strength index, as Wilder smooths it, with its levels. */
export const rsi = buildAdjustable(
  {
    label: 'RSI',
    meaning: 'Relative strength index: how much of the last moves went up, 0 to 100.',
    fields: [{ name: 'length', label: 'Candles', default: 14, min: 2, max: 200, isWhole: true }],
  },
  ({ length }) =>
    buildLineLayer({
      name: `RSI ${length}`,
      pane: { name: 'rsi', weight: 11 },
      color: 'chartLine',
      width: 1.2,
      compute: ({ close }) => computeRsi(close, length, 'wilder'),
      extent: { min: 0, max: 100 },
      isInLegend: true,
      digits: 1,
      paintBehind: paintLevels,
    }),
);

function paintLevels(stage: PaneStage): void {
  const perPoint = (stage.pane.bottom - stage.pane.top) / 100;
  for (const level of [30, 50, 70]) {
    const y = toY(stage, level);
    const distance = level === 50 ? 20 : 40;
    paintRule(stage, y, level === 50 ? stage.theme.grid : stage.theme.line, [3, 3]);
    if (distance * perPoint >= minLabelDistance) paintAxisLabel(stage, String(level), y);
  }
}
