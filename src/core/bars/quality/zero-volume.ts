import { hasVolume } from '../bars';
import type { BarCheck } from './bar-check';
import { findInBars } from './finding';

/** Bars in which nothing was traded; bars none of which has a volume are `hasVolume`'s to tell. */
export const checkZeroVolume: BarCheck = (bars) => {
  const { openTime, volume, close } = bars;
  if (!hasVolume(bars)) return undefined;
  let count = 0;
  let first = -1;
  for (let bar = 0; bar < volume.length; bar++) {
    if (volume[bar] > 0) continue;
    if (count === 0) first = bar;
    count++;
  }
  if (count === 0) return undefined;
  return findInBars('zero-volume', count, openTime[first], `volume 0, close ${close[first]}`);
};
