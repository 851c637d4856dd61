import { dash, digitAt, plus, space } from './bytes';

/** Powers of ten that are exact as float64. */
const powers = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]);
const maxPower = 22;

/** 10^`power`, for a power from 0 to 22. */
export function powerOfTen(power: i32): f64 {
  return load<f64>(powers + ((<usize>power) << 3));
}

/** Whole numbers up to this one are exact as float64. */
export const maxExact: u64 = 1 << 53;
/** So many digits always fit 64 bits. */
const maxDigits = 19;

/**
 * Returns the float64 nearest to a number such as "-12.50" or "1e-05", with `mark` as its decimal sign and perhaps
 * spaces around it. NaN for other notations and for numbers of very many digits, which are left to JavaScript.
 */
export function readNumber(start: usize, stop: usize, mark: i32): f64 {
  let at = start;
  let end = stop;
  while (at < end && load<u8>(at) == space) at++;
  while (at < end && load<u8>(end - 1) == space) end--;
  const isNegative = at < end && load<u8>(at) == dash;
  if (isNegative || (at < end && load<u8>(at) == plus)) at++;
  let whole: u64 = 0;
  let length = 0;
  let digits = 0;
  let power = 0;
  let isFraction = false;
  for (; at < end; at++) {
    const digit = digitAt(at);
    if (digit <= 9) {
      length++;
      if (whole != 0 || digit != 0) digits++;
      if (isFraction) power--;
      whole = whole * 10 + digit;
    } else if (<i32>load<u8>(at) == mark && !isFraction) isFraction = true;
    else break;
  }
  if (length == 0 || digits > maxDigits) return NaN;
  if (at < end) {
    if ((load<u8>(at) | 0x20) != 0x65) return NaN;
    const exponent = readExponent(at + 1, end);
    if (exponent == noExponent) return NaN;
    power += exponent;
  }
  const value = scale(whole, power);
  return isNegative ? -value : value;
}

/** The whole number after an "e"; `noExponent` for what is none or has more than three digits. */
function readExponent(start: usize, end: usize): i32 {
  let at = start;
  const isNegative = at < end && load<u8>(at) == dash;
  if (isNegative || (at < end && load<u8>(at) == plus)) at++;
  if (at == end || end - at > 3) return noExponent;
  let exponent = 0;
  for (; at < end; at++) {
    const digit = digitAt(at);
    if (digit > 9) return noExponent;
    exponent = exponent * 10 + digit;
  }
  return isNegative ? -exponent : exponent;
}

const noExponent: i32 = 1000;

/**
 * Returns `whole` x 10^`power`, correctly rounded; NaN where that is not certain. Where both factors are exact, one
 * operation rounds once (Clinger, "How to read floating point numbers accurately", 1990).
 */
export function scale(whole: u64, power: i32): f64 {
  if (whole == 0) return 0;
  if (power == 0) return <f64>whole;
  if (power < -maxPower || power > maxPower || (power > 0 && whole > maxExact)) return NaN;
  if (power > 0) return <f64>whole * powerOfTen(power);
  const divisor = powerOfTen(-power);
  return whole <= maxExact ? <f64>whole / divisor : divide(whole, divisor);
}

/**
 * Returns `whole` / `divisor`, correctly rounded, for a whole number that float64 does not hold; NaN where that is not
 * certain. The quotient of its nearest float64 is corrected by what is left, which is exact up to two roundings. They
 * lose less than `doubt`: where so much more or less would give the same, so does the exact quotient.
 */
function divide(whole: u64, divisor: f64): f64 {
  const near = <f64>whole;
  const rest = <f64>(<i64>(whole - <u64>near));
  const first = near / divisor;
  const correction = (findRemainder(near, first, divisor) + rest) / divisor;
  const quotient = first + correction;
  const left = correction - (quotient - first);
  const doubt = Math.abs(correction) * doubtShare;
  const isCertain = quotient + (left + doubt) == quotient && quotient + (left - doubt) == quotient;
  return isCertain ? quotient : NaN;
}

/** Of a correction: far more than two roundings, each of which loses less than 2^-52. */
const doubtShare: f64 = 1.0 / <f64>((<u64>1) << 48);

/** Returns `dividend` - `quotient` x `divisor`, exact for the rounded quotient (Dekker's product of halves, 1971). */
function findRemainder(dividend: f64, quotient: f64, divisor: f64): f64 {
  const product = quotient * divisor;
  const a = upperHalf(quotient);
  const b = quotient - a;
  const c = upperHalf(divisor);
  const d = divisor - c;
  const lost = a * c - product + a * d + b * c + b * d;
  return dividend - product - lost;
}

/** The number with the lower half of its digits cut off (Veltkamp). */
function upperHalf(value: f64): f64 {
  const shifted = value * 134217729.0;
  return shifted - (shifted - value);
}
