import { type BarIndex, type Bars, countBars } from '../../bars/bars';
import type { Random } from '../../random';
import type { PipelineFold } from './pipeline';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * Returns about `count` bars after which the future is changed, in time order: where leaks show, at the edges of
 * blocks, gaps, unknown values, hours and days, and bars at random, a third of all at least.
 */
export function chooseProbes(
  bars: Bars,
  folds: readonly PipelineFold[],
  count: number,
  random: Random,
): readonly BarIndex[] {
  const last = countBars(bars) - 2;
  const { openTime, intervalMs, volume } = bars;
  const chosen = new Set<BarIndex>();
  const add = (bar: BarIndex): void => {
    if (bar >= 0 && bar <= last) chosen.add(bar);
  };
  const places: readonly (readonly BarIndex[])[] = [
    folds.flatMap(({ train, validation, test }) =>
      [...train, ...validation, ...test].flatMap(({ bars: block, labels }) => [
        block.start,
        labels.end,
        block.end,
      ]),
    ),
    where(last, (bar) => bar > 0 && openTime[bar] - openTime[bar - 1] !== intervalMs),
    where(last, (bar) => Number.isNaN(volume[bar])),
    where(
      last,
      (bar) => Math.floor(openTime[bar] / hourMs) !== Math.floor(openTime[bar - 1] / hourMs),
    ),
    where(
      last,
      (bar) => Math.floor(openTime[bar] / dayMs) !== Math.floor(openTime[bar - 1] / dayMs),
    ),
  ];
  const share = Math.ceil(count / 15);
  for (const place of places) {
    for (let pick = 0; pick < share && place.length > 0; pick++) {
      const edge = place[random.below(place.length)];
      add(edge - 1);
      add(edge);
    }
  }
  // Where there are few bars, all of them may be chosen already.
  for (let pick = 0; pick < 2 * count && chosen.size < count; pick++) add(random.below(last + 1));
  return [...chosen].sort((a, b) => a - b);
}

function where(last: BarIndex, isMeant: (bar: BarIndex) => boolean): readonly BarIndex[] {
  const found: BarIndex[] = [];
  for (let bar = 1; bar <= last; bar++) if (isMeant(bar)) found.push(bar);
  return found;
}
