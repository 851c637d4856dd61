/**
 * Checks a value of a file: returns undefined where it is right, or what is wrong with it, beginning with
 * `path`, the name of its place in the file.
 */
export type Shape = (value: unknown, path: string) => string | undefined;

export const finite: Shape = (value, path) =>
  typeof value === 'number' && Number.isFinite(value)
    ? undefined
    : `${path} must be a finite number, was ${show(value)}`;

export const whole: Shape = (value, path) =>
  Number.isInteger(value) ? undefined : `${path} must be a whole number, was ${show(value)}`;

export const boolean: Shape = (value, path) =>
  typeof value === 'boolean' ? undefined : `${path} must be true or false, was ${show(value)}`;

/** A text that is not empty. */
export const text: Shape = (value, path) =>
  typeof value === 'string' && value !== ''
    ? undefined
    : `${path} must be a text, was ${show(value)}`;

/** One of a few values, compared as they are. */
export function oneOf(...allowed: readonly unknown[]): Shape {
  return (value, path) =>
    allowed.includes(value)
      ? undefined
      : `${path} must be ${allowed.map(show).join(' or ')}, was ${show(value)}`;
}

/** What either of two shapes allows; the second one tells what is wrong. */
export function either(first: Shape, second: Shape): Shape {
  return (value, path) => (first(value, path) === undefined ? undefined : second(value, path));
}

/** A field that may be left out. */
export function optional(shape: Shape): Shape {
  return (value, path) => (value === undefined ? undefined : shape(value, path));
}

export function listOf(item: Shape): Shape {
  return (value, path) => {
    if (!Array.isArray(value)) return `${path} must be a list, was ${show(value)}`;
    for (const [index, entry] of value.entries()) {
      const problem = item(entry, `${path}[${index}]`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

/** A list of so many values, each of its own shape. */
export function tuple(...items: readonly Shape[]): Shape {
  return (value, path) => {
    if (!Array.isArray(value) || value.length !== items.length) {
      return `${path} must be a list of ${items.length}, was ${show(value)}`;
    }
    return findFirst(items, (item, index) => item(value[index], `${path}[${index}]`));
  };
}

/** An object with these fields and no others; `path` is '' for the file itself. */
export function record(fields: Readonly<Record<string, Shape>>): Shape {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return `${path === '' ? 'the file' : path} must be an object, was ${show(value)}`;
    }
    const found = value as Readonly<Record<string, unknown>>;
    const placeOf = (name: string): string => (path === '' ? name : `${path}.${name}`);
    const unknown = Object.keys(found).find((name) => !Object.hasOwn(fields, name));
    if (unknown !== undefined) return `${placeOf(unknown)} is no field that is known here`;
    return findFirst(Object.entries(fields), ([name, shape]) => shape(found[name], placeOf(name)));
  };
}

function findFirst<Item>(
  items: readonly Item[],
  check: (item: Item, index: number) => string | undefined,
): string | undefined {
  for (const [index, item] of items.entries()) {
    const problem = check(item, index);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const mostShown = 40;

function show(value: unknown): string {
  if (value === undefined) return 'missing';
  const shown = JSON.stringify(value);
  return shown.length > mostShown ? `${shown.slice(0, mostShown)}…` : shown;
}
