/**
 * Returns JSON in which equal values have equal text: the fields of every object in the order of their
 * names, fields that are undefined left out, no space between. Numbers are written as JavaScript does.
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
