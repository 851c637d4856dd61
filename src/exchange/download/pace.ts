/** Tells how long the rest of something takes, from how quick it was of late. */
interface Pace {
  /** So much is done now. */
  mark(done: number): void;
  /** Seconds that `remaining` takes at the recent pace; NaN until one is known. */
  estimateSeconds(remaining: number): number;
}

/** A change of pace shows after so many marks. */
const recentMarks = 20;

/** Returns a pace by the clock `now`, ms. */
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
