import type { Label } from './label';
import { labels } from './list';

/** Returns what a label's probability says, and what to beware of, in sentences for people. */
export function describeMeaning({ meaning, caution }: Label): string {
  return caution === undefined ? meaning : `${meaning} ${caution}`;
}

/** Returns what a strategy must beware of with models of that label, in sentences for people; undefined if of nothing. */
export function findCaution(name: string): string | undefined {
  const label = findLabel(name);
  return label.caution === undefined ? undefined : describeMeaning(label);
}

/** Returns the label with that name. Throws `RangeError` where there is none. */
export function findLabel(name: string): Label {
  const found = labels.find((label) => label.name === name);
  if (found !== undefined) return found;
  const known = labels.map((label) => label.name).join(', ');
  throw new RangeError(`labels: label must be one of ${known}, was ${name}`);
}
