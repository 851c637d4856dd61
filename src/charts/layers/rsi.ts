import { computeRsi } from '../../core/features/indicators';
import { buildLineLayer } from '../market/line-layer';
import { type PaneStage, paintAxisLabel, paintPaneName, paintRule, toY } from '../market/stage';

const name = 'RSI 14';
const minLabelDistance = 12;

/** The relative strength index of 14 candles, as Wilder smooths it, with its levels. */
export const rsi = buildLineLayer({
  name,
  pane: { name: 'rsi', weight: 11 },
  color: 'chartLine',
  width: 1.2,
  compute: ({ close }) => computeRsi(close, 14, 'wilder'),
  extent: { min: 0, max: 100 },
  paintBehind: paintLevels,
});

function paintLevels(stage: PaneStage): void {
  const hasRoom = (stage.pane.bottom - stage.pane.top) * 0.2 >= minLabelDistance;
  for (const level of [30, 70]) {
    const y = toY(stage, level);
    paintRule(stage, y, stage.theme.line, [3, 3]);
    if (hasRoom) paintAxisLabel(stage, String(level), y);
  }
  paintPaneName(stage, name);
}
