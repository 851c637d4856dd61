/** Estimates how long the rest of some work takes, from its recent speed. */
interface Pace {
  /** Records how much is done now. */
  mark(done: number): void;
  /** Returns how many seconds `remaining` takes at the recent speed; NaN until that is known. */
  estimateSeconds(remaining: number): number;
}

/** The speed is measured over this many marks. */
const recentMarks = 20;

/** Returns a pace without marks; `now` in ms. */
export function createPace(now: () => number): Pace {
  const marks: { readonly time: number; readonly done: number }[] = [];
  return {
    mark(done) {
      marks.push({ time: now(), done });
      if (marks.length > recentMarks) marks.shift();
    },
    estimateSeconds(remaining) {
      const first = marks.at(0);
      const last = marks.at(-1);
      if (first === undefined || last === undefined) return NaN;
      const perSecond = ((last.done - first.done) / (last.time - first.time)) * 1000;
      return perSecond > 0 && perSecond < Infinity ? remaining / perSecond : NaN;
    },
  };
}
