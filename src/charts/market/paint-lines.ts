import type { LineColumns } from '../decimate';
import type { Extent } from './extents';
import type { Pane } from './panes';
import { type Stage, snap, toX, toY } from './stage';

/** Paints a line: through each value, or, where columns hold several, from lowest to highest; null paints nothing. */
export function paintLine(
  stage: Stage,
  pane: Pane,
  extent: Extent,
  line: LineColumns | null,
  color: string,
  width: number,
): void {
  if (line === null) return;
  if (line.step === 1) strokeValues(stage, pane, extent, line, color, width);
  else fillColumns(stage, pane, extent, line, color, width);
}

function strokeValues(
  stage: Stage,
  pane: Pane,
  extent: Extent,
  line: LineColumns,
  color: string,
  width: number,
): void {
  const { context } = stage;
  context.strokeStyle = color;
  context.lineWidth = width;
  context.lineJoin = 'round';
  context.beginPath();
  let isOpen = false;
  for (let k = 0; k < line.count; k++) {
    const isDefined = !Number.isNaN(line.min[k]);
    if (isDefined) {
      const x = toX(stage, line.start + k + 0.5);
      const y = toY(pane, extent, line.min[k]);
      if (isOpen) context.lineTo(x, y);
      else context.moveTo(x, y);
    }
    isOpen = isDefined;
  }
  context.stroke();
}

/** Rectangles, each reaching to the one before: stroking such a zigzag takes a frame or more. */
function fillColumns(
  stage: Stage,
  pane: Pane,
  extent: Extent,
  line: LineColumns,
  color: string,
  width: number,
): void {
  stage.context.fillStyle = color;
  let lowestBefore = NaN;
  let highestBefore = NaN;
  for (let k = 0; k < line.count; k++) {
    const lowest = line.min[k];
    const highest = line.max[k];
    if (!Number.isNaN(lowest)) {
      const top = toY(pane, extent, lowestBefore > highest ? lowestBefore : highest);
      const bottom = toY(pane, extent, highestBefore < lowest ? highestBefore : lowest);
      const left = snap(stage, toX(stage, line.start + k * line.step));
      const right = snap(stage, toX(stage, line.start + (k + 1) * line.step));
      stage.context.fillRect(left, top - width / 2, right - left, bottom - top + width);
    }
    lowestBefore = lowest;
    highestBefore = highest;
  }
}
