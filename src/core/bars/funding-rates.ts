import type { EpochMs } from './bars';

/** Funding of a perpetual contract as its exchange published it; plain data, oldest first. */
export interface FundingRates {
  /** When each rate was paid, whole minutes, increasing. */
  readonly time: readonly EpochMs[];
  /** What long positions paid to short ones, a fraction of their value; below 0 short ones paid. */
  readonly rate: readonly number[];
}

const fundingEveryMs = 8 * 3_600_000;
const yearMs = 365 * 86_400_000;

/**
 * Returns the rates that fell due after `from` and up to `to`, added up, a fraction. They are those of `rates`, and `constant` at each 00:00,
 * 08:00 and 16:00 UTC for which `rates` have none: no payment in the eight hours up to it.
 */
export function sumFunding(
  constant: number,
  from: EpochMs,
  to: EpochMs,
  rates?: FundingRates,
): number {
  if (rates === undefined) return constant * countFundings(from, to);
  const { time, rate } = rates;
  let sum = 0;
  for (let row = findAfter(time, from); time[row] <= to; row++) sum += rate[row];
  const { due, published } = countPublished(from, to, rates);
  return sum + constant * (due - published);
}

/** Returns each payment that `sumFunding` adds up, at its time: also those that are the constant. */
export function listFundings(
  constant: number,
  from: EpochMs,
  to: EpochMs,
  rates: FundingRates = { time: [], rate: [] },
): FundingRates {
  const due = Array.from(
    { length: countFundings(from, to) },
    (_, turn) => (Math.floor(from / fundingEveryMs) + 1 + turn) * fundingEveryMs,
  );
  const silent = due.filter((time) => countPublished(time - 1, time, rates).published === 0);
  const told = rates.time.flatMap((time, row) =>
    time > from && time <= to ? [{ time, rate: rates.rate[row] }] : [],
  );
  const all = [...told, ...silent.map((time) => ({ time, rate: constant }))];
  return orderFunding(
    all.map(({ time }) => time),
    all.map(({ rate }) => rate),
  );
}

/** Returns how often funding fell due after `from` and up to `to`, and for how many of these times `rates` say what was paid. */
export function countPublished(
  from: EpochMs,
  to: EpochMs,
  { time }: FundingRates,
): { readonly due: number; readonly published: number } {
  const due = countFundings(from, to);
  const first = (Math.floor(from / fundingEveryMs) + 1) * fundingEveryMs;
  let published = 0;
  for (let turn = 0; turn < due; turn++) {
    const at = first + turn * fundingEveryMs;
    const last = time[findAfter(time, at) - 1] ?? -Infinity;
    if (at - last < fundingEveryMs) published++;
  }
  return { due, published };
}

/** Returns how often it is 00:00, 08:00 or 16:00 UTC after `from` and up to `to`. */
function countFundings(from: EpochMs, to: EpochMs): number {
  return Math.floor(to / fundingEveryMs) - Math.floor(from / fundingEveryMs);
}

/** Returns the first row of a later time; the number of rows where there is none. */
function findAfter(time: readonly EpochMs[], moment: EpochMs): number {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (time[middle] <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Returns rates in order, each time once, in whole minutes, since exchanges write some milliseconds after the hour; where times repeat, the
 * last rate holds. Rows without a time or a rate are left out.
 */
export function orderFunding(times: ArrayLike<EpochMs>, rates: ArrayLike<number>): FundingRates {
  const rateAt = new Map<EpochMs, number>();
  for (let row = 0; row < times.length; row++) {
    const time = Math.round(times[row] / 60_000) * 60_000;
    if (Number.isFinite(time) && Number.isFinite(rates[row])) rateAt.set(time, rates[row]);
  }
  const time = [...rateAt.keys()].sort((a, b) => a - b);
  return { time, rate: time.map((moment) => rateAt.get(moment) ?? 0) };
}

/** Returns the rates of both; where both have a time, those of `added`. */
export function joinFunding(known: FundingRates | undefined, added: FundingRates): FundingRates {
  if (known === undefined) return added;
  return orderFunding([...known.time, ...added.time], [...known.rate, ...added.rate]);
}

/** Returns what rates that are paid like this come to in 365 days, a fraction; NaN without any. */
export function measureFundingPerYear({ time, rate }: FundingRates): number {
  const everyMs =
    time.length > 1 ? (time[time.length - 1] - time[0]) / (time.length - 1) : fundingEveryMs;
  const mean = rate.reduce((sum, value) => sum + value, 0) / rate.length;
  return (mean * yearMs) / everyMs;
}
