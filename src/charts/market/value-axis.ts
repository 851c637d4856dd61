import { buildValueTicks } from '../ticks';
import type { Extent } from './panes';
import { type PaneStage, paintAxisLabel, paintRule, toY } from './stage';

const pixelsPerLabel = 22;
/** Room of a label above and below its middle. */
const halfLabel = 6;

/**
 * Paints a few labelled values at a pane's axis, with faint lines across. Values are told apart on the scale `value / unit`: a unit of a
 * hundredth of the capital puts labels at whole percents of it.
 */
export function paintValueAxis(
  stage: PaneStage,
  format: (value: number) => string,
  { unit = 1, origin = 0 } = {},
): void {
  const { pane, extent, theme } = stage;
  const count = Math.max(3, Math.floor((pane.bottom - pane.top) / pixelsPerLabel));
  const scaled: Extent = { min: (extent.min - origin) / unit, max: (extent.max - origin) / unit };
  for (const tick of buildValueTicks(scaled.min, scaled.max, count)) {
    const value = tick.value * unit + origin;
    const y = toY(stage, value);
    if (y < pane.top + halfLabel || y > pane.bottom - halfLabel + 1) continue;
    paintRule(stage, y, theme.grid);
    paintAxisLabel(stage, format(value), y);
  }
}
