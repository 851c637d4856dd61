import * as v from 'valibot';
import { Persisted } from './persisted.svelte';

const ratesSchema = v.record(v.string(), v.pipe(v.number(), v.finite(), v.minValue(0)));

/** How long work took on this machine, kept over a reload, so that the page can say how long more of it will take. */
export class RunTimes {
  /** Seconds for a unit of work in the last run, by what kind of work it was. */
  readonly #rates: Persisted<Readonly<Record<string, number>>>;

  constructor(key: string) {
    this.#rates = new Persisted<Readonly<Record<string, number>>>(key, {}, ratesSchema);
  }

  /** Keeps that `units` of a kind of work took `seconds`. */
  note(kind: string, units: number, seconds: number): void {
    const rate = seconds / units;
    if (!(rate > 0) || !Number.isFinite(rate)) return;
    this.#rates.current = { ...this.#rates.current, [kind]: rate };
  }

  /** Returns the seconds that `units` will take, by the last run of that kind; NaN where there was none. */
  estimate(kind: string, units: number): number {
    return (this.#rates.current[kind] ?? NaN) * units;
  }
}
