/**
 * Returns JSON that is the same text for equal values: the fields of every object sorted by name, undefined
 * fields left out, no spaces. Numbers are written as JavaScript writes them.
 */
export function writeCanonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    isPlainRecord(part) ? sortFields(part) : part,
  );
}

function isPlainRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sortFields(record: Readonly<Record<string, unknown>>): object {
  const names = Object.keys(record).sort();
  return Object.fromEntries(names.map((name) => [name, record[name]]));
}
