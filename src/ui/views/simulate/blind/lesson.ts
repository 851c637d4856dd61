/** A blind replay that an address asks for. */
interface Lesson {
  /** The sample market; left out for the dataset in use. */
  readonly market?: 'sample' | undefined;
  /** Number of the stretch, 1 to 9999: the same for all who open the address with the same bars and model. */
  readonly seed: number;
}

/** Returns the lesson of an address such as `#/simulate?lesson=blind&market=sample&stretch=7`; undefined where it asks for none. */
export function readLesson(query: URLSearchParams): Lesson | undefined {
  if (query.get('lesson') !== 'blind') return undefined;
  const stretch = Math.floor(Number(query.get('stretch')));
  return {
    market: query.get('market') === 'sample' ? 'sample' : undefined,
    seed: stretch >= 1 && stretch <= 9999 ? stretch : 1,
  };
}

/** Returns the part of an address that asks for the lesson. */
export function writeLesson({ market, seed }: Lesson): string {
  const onSample = market === undefined ? '' : '&market=sample';
  return `#/simulate?lesson=blind${onSample}&stretch=${seed}`;
}
