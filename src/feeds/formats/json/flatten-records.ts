/** An object of JSON. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Rows of cells with the names of their columns. */
interface FlatRows {
  readonly names: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * Turns records into rows: what stands in records within a record, such as `quote.USD.open`, becomes columns
 * of their own, named by the last key where that names one alone. Numbers in parts, as
 * `{"units": "100", "nano": 500000000}`, are put together. A key may be absent from some records, where it has
 * no value.
 */
export function flattenRecords(records: readonly JsonRecord[]): FlatRows {
  const isNested = records.some((record) => Object.values(record).some(isRecord));
  const flat = isNested ? records.map((record) => flatten(record, '')) : records;
  const paths = [...new Set(flat.flatMap((record) => Object.keys(record)))];
  const rows = flat.map((record) => paths.map((path) => record[path]));
  if (!isNested) return { names: paths, rows };
  const leaves = paths.map((path) => path.slice(path.lastIndexOf('\0') + 1));
  const names = leaves.map((leaf, at) =>
    leaves.filter((other) => other === leaf).length === 1 ? leaf : paths[at].replaceAll('\0', '.'),
  );
  return { names, rows };
}

/** Cells by path, whose keys are parted by a character that no key has. */
function flatten(record: JsonRecord, prefix: string): Record<string, unknown> {
  const cells: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(record)) {
    const path = prefix + key;
    const whole = joinParts(value);
    if (isRecord(whole)) Object.assign(cells, flatten(whole, `${path}\0`));
    else cells[path] = whole;
  }
  return cells;
}

/** A number or time that is written as a record; anything else as it is. */
function joinParts(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const keys = Object.keys(value);
  // MongoDB: {"$date": "2024-01-31T00:00:00Z"}, {"$numberLong": "1706659200000"}.
  if (keys.length === 1 && keys[0].startsWith('$')) return joinParts(value[keys[0]]);
  const { units, nano, seconds, nanos } = value;
  if (units !== undefined || (nano !== undefined && keys.length === 1))
    return joinNano(units ?? 0, nano ?? 0);
  if (seconds !== undefined && keys.length <= 2) return joinNano(seconds, nanos ?? 0);
  return value;
}

/** Whole units and billionths as a decimal, digit by digit: 100 and 500000000 are "100.5". */
function joinNano(units: unknown, nano: unknown): string {
  const [whole, part] = [String(units), Number(nano)];
  const digits = String(Math.abs(part)).padStart(9, '0').replace(/0+$/, '');
  const sign = part < 0 && !whole.startsWith('-') ? '-' : '';
  return `${sign}${whole}${digits === '' ? '' : `.${digits}`}`;
}
