import type { BarCheck } from './bar-check';
import { findInBars } from './finding';

/** Bars that must stand still in a row to be a stretch. */
export const constantStretchBars = 30;

/**
 * Stretches of at least 30 bars in a row that all have one price: open, high, low and close the same, and
 * the same as those of the bar before. Counts bars; a gap ends a stretch.
 */
export const checkConstantStretches: BarCheck = ({
  openTime,
  intervalMs,
  open,
  high,
  low,
  close,
}) => {
  let bars = 0;
  let stretches = 0;
  let firstStart = -1;
  let firstLength = 0;
  let start = 0;
  const endStretch = (end: number): void => {
    const length = end - start;
    if (length < constantStretchBars) return;
    if (stretches === 0) [firstStart, firstLength] = [start, length];
    bars += length;
    stretches++;
  };
  for (let bar = 0; bar < close.length; bar++) {
    // Low and high hold open and close between them.
    const isFlat = high[bar] === low[bar];
    const goesOn =
      isFlat &&
      bar > start &&
      close[bar] === close[bar - 1] &&
      openTime[bar] - openTime[bar - 1] === intervalMs;
    if (goesOn) continue;
    endStretch(bar);
    start = isFlat ? bar : bar + 1;
  }
  endStretch(close.length);
  if (stretches === 0) return undefined;
  const all = stretches === 1 ? '' : `; ${stretches} such stretches`;
  const detail = `${firstLength} bars in a row stand at ${open[firstStart]}${all}`;
  return findInBars('constant-stretch', bars, openTime[firstStart], detail);
};
