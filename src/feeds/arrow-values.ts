import { DataType, Precision, TimeUnit as ArrowTimeUnit, type Data } from 'apache-arrow';
import type { TimeUnit } from './times';

/** Whether values of an Arrow type are read as numbers: integers, floats and decimals. */
export function isNumeric(type: DataType): boolean {
  return (
    DataType.isInt(type) ||
    (DataType.isFloat(type) && type.precision !== Precision.HALF) ||
    (DataType.isDecimal(type) && type.bitWidth === 128)
  );
}

/** Whether values of an Arrow type are read as times. */
export function isTime(type: DataType): boolean {
  return describeArrowTime(type) !== undefined;
}

/** Unit of an Arrow time as `copyToFloat64` gives it, and whether it is an instant (has a zone). */
export function describeArrowTime(
  type: DataType,
): { readonly unit: TimeUnit; readonly hasZone: boolean } | undefined {
  if (DataType.isTimestamp(type)) {
    return { unit: arrowUnits[type.unit], hasZone: type.timezone != null };
  }
  return undefined;
}

/**
 * Copies a chunk of an Arrow column to `target` from `start` on; null becomes NaN. 64-bit integers
 * are rounded to the nearest float64, which is exact up to 2^53.
 */
export function copyToFloat64(data: Data, target: Float64Array, start: number): void {
  const { type } = data;
  if (DataType.isDecimal(type)) {
    copyDecimal128(data.values as Uint32Array, type.scale, target, start, data.length);
  } else if (data.values instanceof BigInt64Array || data.values instanceof BigUint64Array) {
    copyInt64(data.values, data.values instanceof BigInt64Array, target, start, data.length);
  } else {
    target.set((data.values as Float64Array).subarray(0, data.length), start);
  }
  if (data.nullCount > 0) {
    for (let i = 0; i < data.length; i++) if (!data.getValid(i)) target[start + i] = NaN;
  }
}

const arrowUnits: Readonly<Record<ArrowTimeUnit, TimeUnit>> = {
  [ArrowTimeUnit.SECOND]: 's',
  [ArrowTimeUnit.MILLISECOND]: 'ms',
  [ArrowTimeUnit.MICROSECOND]: 'us',
  [ArrowTimeUnit.NANOSECOND]: 'ns',
};

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

/** A decimal is a 128-bit whole number of 10^-scale. */
function copyDecimal128(
  words: Uint32Array,
  scale: number,
  target: Float64Array,
  start: number,
  length: number,
): void {
  const divisor = 10 ** scale;
  for (let i = 0; i < length; i++) {
    const top = words[4 * i + 3] | 0;
    const integer =
      (BigInt(top) << 96n) |
      (BigInt(words[4 * i + 2]) << 64n) |
      (BigInt(words[4 * i + 1]) << 32n) |
      BigInt(words[4 * i]);
    target[start + i] = Number(integer) / divisor;
  }
}
