import { lookForDrift, usualDays, type DriftDays } from '../tests/core/metrics/drift-study';
import {
  dayBars,
  makeStationaryBars,
  stationaryKinds,
  type MarketBreak,
} from '../tests/core/metrics/stationary-markets';
import { roundTo, type BenchResult } from './measure';

const markets = 100;
/** None of the seeds by which the rule was chosen. */
const firstSeed = 1001;
const shortDays: DriftDays = { train: 28, validation: 6, test: 6, live: 7 };
const cases: readonly { case: string; days: DriftDays; change: Omit<MarketBreak, 'from'> }[] = [
  { case: 'nothing', days: usualDays, change: {} },
  { case: 'nothing, 40 days', days: shortDays, change: {} },
  { case: 'volatility x 2', days: usualDays, change: { volatility: 2 } },
  { case: 'volume / 2', days: usualDays, change: { volume: 0.5 } },
];

/** How often upkeep calls live bars shifted where nothing changes, and how soon where something does. */
export async function* run(): AsyncGenerator<BenchResult> {
  for (const { case: name, days, change } of cases) {
    const liveStart = days.train + days.validation + days.test;
    for (const kind of stationaryKinds) {
      const looks = Array.from({ length: markets }, (_, seed) => {
        const bars = makeStationaryBars(kind, liveStart + days.live, firstSeed + seed, {
          from: liveStart * dayBars,
          ...change,
        });
        return lookForDrift(bars, days);
      });
      const shares = looks.map((look) => look.days.filter(Boolean).length / look.days.length);
      const mean = shares.reduce((sum, share) => sum + share, 0) / markets;
      const squares = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0);
      const firstShifts = looks.map((look) => look.findFirstShiftDays());
      const within = (most: number) =>
        firstShifts.filter((shiftDays) => shiftDays <= most).length / markets;
      yield {
        name: 'drift',
        change: name,
        market: kind,
        days: roundTo(mean),
        // Days of one market are not independent of each other, markets are.
        error: roundTo(Math.sqrt(squares / (markets - 1) / markets)),
        within_1_day: within(1),
        within_3_days: within(3),
        within_7_days: within(7),
      };
    }
  }
}
