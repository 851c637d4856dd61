import type { EpochMs } from '../../../src/core/bars/bars';

/** Takes a task off its agenda; does nothing when it has run. */
export type Cancel = () => void;

/** Told the time that it was planned for, which may lie a little before the present. */
export type Task = (at: EpochMs) => void;

/** Tasks by time; those of one time run in the order in which they were added. */
export interface Agenda {
  add(at: EpochMs, run: Task): Cancel;
  /** Time of the first task; Infinity when there is none. */
  firstAt(): EpochMs;
  /** Runs the first task, which leaves the agenda before. */
  runFirst(): void;
  clear(): void;
}

/** Returns an agenda without tasks. */
export function createAgenda(): Agenda {
  const entries: { readonly at: EpochMs; readonly run: Task }[] = [];
  return {
    add(at, run) {
      const entry = { at, run };
      let place = entries.length;
      while (place > 0 && entries[place - 1].at > at) place--;
      entries.splice(place, 0, entry);
      return () => {
        const found = entries.indexOf(entry);
        if (found >= 0) entries.splice(found, 1);
      };
    },
    firstAt: () => entries[0]?.at ?? Infinity,
    runFirst() {
      const first = entries.shift();
      first?.run(first.at);
    },
    clear: () => void entries.splice(0),
  };
}
