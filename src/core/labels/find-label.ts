import type { Label } from './label';
import { labels } from './list';

/** Returns what a label's probability says, and what to beware of, in sentences for people. */
export function describeMeaning({ meaning, caution }: Label): string {
  return caution === undefined ? meaning : `${meaning} ${caution}`;
}

/** Returns the label with that name. Throws `RangeError` where there is none. */
export function findLabel(name: string): Label {
  const found = labels.find((label) => label.name === name);
  if (found !== undefined) return found;
  const known = labels.map((label) => label.name).join(', ');
  throw new RangeError(`labels: label must be one of ${known}, was ${name}`);
}
