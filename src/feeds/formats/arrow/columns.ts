import {
  type Data,
  DataType,
  DateUnit,
  type Field,
  Precision,
  type RecordBatch,
  TimeUnit,
  type Vector,
} from 'apache-arrow';
import type { ColumnKind } from '../../../core/bars/read-times';
import { formatSampleTime, type TableColumn } from '../../table';

/** A column of which numbers are wanted. */
interface WantedColumn {
  readonly kind: ColumnKind;
  readonly parseText: (text: string) => number;
}

/**
 * Copies a column of one batch to `target` from `start` on as float64: times in ms, text through
 * `parseText`, NaN where there is no value or the column can be no number.
 */
export function copyColumn(
  column: Vector,
  { kind, parseText }: WantedColumn,
  target: Float64Array,
  start: number,
): void {
  if (kind === 'other') {
    target.fill(NaN, start, start + column.length);
    return;
  }
  if (kind !== 'text') {
    let at = start;
    for (const data of column.data) {
      copyNumbers(data, target, at);
      at += data.length;
    }
    return;
  }
  // Names of markets repeat row after row.
  let lastText: string | undefined;
  let lastValue = NaN;
  for (let row = 0; row < column.length; row++) {
    const text = column.get(row) as string | null;
    if (text !== lastText) {
      lastText = text ?? undefined;
      lastValue = text === null ? NaN : parseText(text);
    }
    target[start + row] = lastValue;
  }
}

/**
 * Copies a chunk of a column of numbers or times to `target` from `start` on; null becomes NaN, a time
 * whole ms. 64-bit integers are rounded to the nearest float64, which is exact up to 2^53. Throws when
 * the chunk holds fewer values than it says.
 */
function copyNumbers(data: Data, target: Float64Array, start: number): void {
  const { type, length } = data;
  const values = data.values as ArrayLike<unknown> & ArrayBufferView;
  const wordsPerValue = DataType.isDecimal(type) ? type.bitWidth / 32 : 1;
  if (values.length < length * wordsPerValue) {
    throw new Error(`a column tells ${length} values but holds ${values.length / wordsPerValue}`);
  }
  if (DataType.isDecimal(type)) {
    copyDecimal(values as unknown as Uint32Array, type.bitWidth, type.scale, target, start, length);
  } else if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    copyInt64(values, values instanceof BigInt64Array, target, start, length);
  } else if (DataType.isFloat(type) && type.precision === Precision.HALF) {
    copyHalf(values as unknown as Uint16Array, target, start, length);
  } else {
    target.set((values as unknown as Float64Array).subarray(0, length), start);
  }
  scaleTimes(type, target.subarray(start, start + length));
  if (data.nullCount > 0) {
    for (let i = 0; i < length; i++) if (!data.getValid(i)) target[start + i] = NaN;
  }
}

/** Dividing is exact where multiplying by 1e-3 is not. */
function scaleTimes(type: DataType, values: Float64Array): void {
  const multiplier = multiplierOf(type);
  if (multiplier === 1) return;
  if (multiplier > 1) {
    for (let i = 0; i < values.length; i++) values[i] *= multiplier;
    return;
  }
  const divisor = Math.round(1 / multiplier);
  for (let i = 0; i < values.length; i++) values[i] = Math.round(values[i] / divisor);
}

/** Milliseconds that one unit of a time is; 1 of what is no time. */
function multiplierOf(type: DataType): number {
  if (DataType.isTimestamp(type)) {
    const { unit } = type;
    if (unit === TimeUnit.SECOND) return 1000;
    if (unit === TimeUnit.MICROSECOND) return 1e-3;
    return unit === TimeUnit.NANOSECOND ? 1e-6 : 1;
  }
  return DataType.isDate(type) && type.unit === DateUnit.DAY ? 86_400_000 : 1;
}

/** Reads both halves as 32-bit words, which spares one BigInt a value. */
function copyInt64(
  values: BigInt64Array | BigUint64Array,
  isSigned: boolean,
  target: Float64Array,
  start: number,
  length: number,
): void {
  const low = new Uint32Array(values.buffer, values.byteOffset, 2 * length);
  const high = isSigned ? new Int32Array(values.buffer, values.byteOffset, 2 * length) : low;
  for (let i = 0; i < length; i++) target[start + i] = high[2 * i + 1] * 2 ** 32 + low[2 * i];
}

/** A decimal is a whole number of 10^-scale in two's complement, the low words first. */
function copyDecimal(
  words: Uint32Array,
  bitWidth: number,
  scale: number,
  target: Float64Array,
  start: number,
  length: number,
): void {
  const wordsPerValue = bitWidth / 32;
  for (let i = 0; i < length; i++) {
    let integer = 0n;
    for (let word = wordsPerValue - 1; word >= 0; word--) {
      integer = (integer << 32n) | BigInt(words[wordsPerValue * i + word]);
    }
    target[start + i] = scaleDecimal(BigInt.asIntN(bitWidth, integer), scale);
  }
}

/** Through text where both parts have more digits than a float64, so that it is rounded once. */
function scaleDecimal(integer: bigint, scale: number): number {
  const value = Number(integer);
  if (scale <= 22 && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value / 10 ** scale;
  return Number(`${integer}e${-scale}`);
}

/** IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction. */
function copyHalf(values: Uint16Array, target: Float64Array, start: number, length: number): void {
  for (let i = 0; i < length; i++) {
    const bits = values[i];
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    const sign = bits & 0x8000 ? -1 : 1;
    if (exponent === 0x1f) target[start + i] = fraction === 0 ? sign * Infinity : NaN;
    else if (exponent === 0) target[start + i] = sign * fraction * 2 ** -24;
    else target[start + i] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
}

/**
 * Cells of a batch as a person would read them, one array a row; `positions[i]` is where the batch's
 * `i`th column stands among `columns`. Columns that the batch lacks, and those that bars cannot use, are ''.
 */
export function listCellTexts(
  batch: RecordBatch,
  columns: readonly TableColumn[],
  positions: readonly number[],
): string[][] {
  const rows = Array.from({ length: batch.numRows }, () => columns.map(() => ''));
  positions.forEach((position, child) => {
    const column = columns[position];
    const vector = batch.getChildAt(child);
    if (vector === null || column.kind === 'other') return;
    if (column.kind === 'text') {
      rows.forEach((cells, row) => (cells[position] = (vector.get(row) as string | null) ?? ''));
      return;
    }
    const values = new Float64Array(batch.numRows);
    copyColumn(vector, { kind: column.kind, parseText: () => NaN }, values, 0);
    const format = column.kind === 'time' ? formatTime(column) : formatNumber;
    rows.forEach((cells, row) => (cells[position] = format(values[row])));
  });
  return rows;
}

/** One value as text, for messages. */
function formatNumber(value: number): string {
  return Number.isNaN(value) ? '' : String(value);
}

function formatTime({ hasZone = false }: TableColumn): (time: number) => string {
  return (time) => formatSampleTime(time, hasZone);
}

/** What bars can make of a column of an Arrow type. Throws `Error` for one without a name, as damage makes. */
export function describeField(field: Field): TableColumn {
  const { name, type } = field;
  // Other than its type says, a name that the file lacks is null.
  if (typeof name !== 'string') throw new Error('a column has no name');
  const column = { name, type: String(type) };
  if (isNumeric(type)) return { ...column, kind: 'number' };
  if (isText(type)) return { ...column, kind: 'text' };
  if (DataType.isTimestamp(type)) return { ...column, kind: 'time', hasZone: hasZone(type) };
  if (DataType.isDate(type)) return { ...column, kind: 'time', hasZone: false };
  return { ...column, kind: 'other' };
}

function isNumeric(type: DataType): boolean {
  return DataType.isInt(type) || DataType.isFloat(type) || DataType.isDecimal(type);
}

function isText(type: DataType): boolean {
  return DataType.isDictionary(type) ? isPlainText(type.dictionary as DataType) : isPlainText(type);
}

function isPlainText(type: DataType): boolean {
  return DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type);
}

/** A zone that is empty is none. */
function hasZone(type: { readonly timezone?: string | null }): boolean {
  return type.timezone != null && type.timezone !== '';
}
