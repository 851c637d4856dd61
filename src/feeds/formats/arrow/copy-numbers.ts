import { DataType, DateUnit, Precision, TimeUnit, type Data } from 'apache-arrow';

/**
 * Copies a chunk of a column of numbers or times to `target` from `start` on; null becomes NaN, a time
 * whole ms. 64-bit integers are rounded to the nearest float64, which is exact up to 2^53. Throws when
 * the chunk holds fewer values than it says.
 */
export function copyNumbers(data: Data, target: Float64Array, start: number): void {
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
