import { carriageReturn, dash, quote } from './bytes';
import { addOdd, asClock, asText, asUtc, planSize, skipped } from './plan';
import { readClock } from './read-clock';
import { maxExact, powerOfTen, readNumber, scale } from './read-number';

/**
 * Reads rows as `readRows` does, a column at a time, where all lines have `width` cells and the first is not empty;
 * -1 where that is not so, or where there are quotation marks. `marks` has room for where cells end.
 */
export function readEvenRows(
  text: usize,
  end: usize,
  newline: i32,
  delimiter: i32,
  width: i32,
  plan: usize,
  lines: usize,
  marks: usize,
): i32 {
  // Before the first cell, too, something ends.
  store<i32>(marks, -1);
  const rows = findMarks(text, end, newline, delimiter, width, marks + 4);
  if (rows == -1) return -1;
  const returns = countReturns(text, end, newline);
  if (returns != 0 && returns != rows) return -1;
  const rowBytes = (<usize>width) << 2;
  let last = marks + rowBytes;
  let before = -1;
  for (let row = 0; row < rows; row++) {
    const first = load<i32>(last - rowBytes + 4);
    const stop = load<i32>(last);
    if (<i32>load<u8>(text + stop) != newline || first == before + 1) return -1;
    if (returns != 0) {
      if (stop == 0 || <i32>load<u8>(text + stop - 1) != carriageReturn) return -1;
      if (width == 1 && stop == before + 2) return -1;
    }
    store<u32>(lines + ((<usize>row) << 2), row);
    before = stop;
    last += rowBytes;
  }
  for (let column = 0; column < width; column++) {
    const entry = plan + column * planSize;
    const kind = <i32>load<u8>(entry);
    if (kind == skipped) continue;
    const place = marks + ((<usize>column) << 2);
    const slot = <usize>load<u32>(entry, 4);
    const ending = returns != 0 && column == width - 1 ? 1 : 0;
    if (kind == asText) copyPlaces(place, rowBytes, rows, ending, slot);
    else if (kind == asClock || kind == asUtc) {
      readClocks(text, place, rowBytes, rows, ending, slot, column, kind == asUtc);
    } else readNumbers(text, place, rowBytes, rows, ending, slot, column, kind);
  }
  return rows;
}

/** Whether the bytes of the last text were ASCII. */
export let isAscii: bool = true;

/**
 * Writes where cells end to `marks`, as bytes from `text`, and returns how many lines there are; -1 where there are
 * quotation marks, or not `width` cells a line on average.
 */
function findMarks(
  text: usize,
  end: usize,
  newline: i32,
  delimiter: i32,
  width: i32,
  marks: usize,
): i32 {
  const delimiters = i8x16.splat(<i8>delimiter);
  const newlines = i8x16.splat(<i8>newline);
  const quotes = i8x16.splat(<i8>quote);
  let seen = i8x16.splat(0);
  let strange = i8x16.splat(0);
  let lines = 0;
  let place = marks;
  for (let at = text; at < end; at += 16) {
    const bytes = v128.load(at);
    const breaks = i8x16.eq(bytes, newlines);
    seen = v128.or(seen, bytes);
    strange = v128.or(strange, i8x16.eq(bytes, quotes));
    const within = end - at < 16 ? (1 << i32(end - at)) - 1 : 0xffff;
    lines += popcnt(i8x16.bitmask(breaks) & within);
    let found = i8x16.bitmask(v128.or(breaks, i8x16.eq(bytes, delimiters))) & within;
    const next = place + ((<usize>popcnt(found)) << 2);
    const from = <i32>(at - text);
    // Nearly always there are up to four, which are written without asking how many.
    store<i32>(place, from + ctz(found));
    found &= found - 1;
    store<i32>(place, from + ctz(found), 4);
    found &= found - 1;
    store<i32>(place, from + ctz(found), 8);
    found &= found - 1;
    store<i32>(place, from + ctz(found), 12);
    found &= found - 1;
    for (place += 16; found != 0; place += 4) {
      store<i32>(place, from + ctz(found));
      found &= found - 1;
    }
    place = next;
  }
  if (<i32>load<u8>(end - 1) != newline) {
    store<i32>(place, <i32>(end - text));
    place += 4;
    lines++;
  }
  isAscii = i8x16.bitmask(seen) == 0;
  const isEven = <i32>((place - marks) >> 2) == lines * width;
  return isEven && i8x16.bitmask(strange) == 0 ? lines : -1;
}

/** How many bytes are "\r", unless that is what ends lines. */
function countReturns(text: usize, end: usize, newline: i32): i32 {
  if (newline == carriageReturn) return 0;
  const returns = i8x16.splat(<i8>carriageReturn);
  let count = 0;
  for (let at = text; at < end; at += 16) {
    count += popcnt(i8x16.bitmask(i8x16.eq(v128.load(at), returns)));
  }
  return count;
}

/** Writes where the cells of a column begin and end. */
function copyPlaces(marks: usize, rowBytes: usize, rows: i32, ending: i32, slot: usize): void {
  for (let row = 0; row < rows; row++) {
    store<i32>(slot, load<i32>(marks) + 1);
    store<i32>(slot, load<i32>(marks, 4) - ending, 4);
    slot += 8;
    marks += rowBytes;
  }
}

function readClocks(
  text: usize,
  marks: usize,
  rowBytes: usize,
  rows: i32,
  ending: i32,
  slot: usize,
  column: i32,
  mayBeUtc: bool,
): void {
  for (let row = 0; row < rows; row++) {
    const start = load<i32>(marks) + 1;
    const stop = load<i32>(marks, 4) - ending;
    const time = readClock(text + start, text + stop, mayBeUtc);
    store<f64>(slot, time);
    if (time != time && start < stop) addOdd(column, row, start, stop);
    slot += 8;
    marks += rowBytes;
  }
}

function readNumbers(
  text: usize,
  marks: usize,
  rowBytes: usize,
  rows: i32,
  ending: i32,
  slot: usize,
  column: i32,
  mark: i32,
): void {
  const zeros = v128.load(constants);
  const aboveNine = v128.load(constants, 16);
  const lanes = v128.load(constants, 32);
  const pairs = v128.load(constants, 48);
  const hundreds = v128.load(constants, 64);
  const myriads = v128.load(constants, 80);
  for (let row = 0; row < rows; row++) {
    const start = load<i32>(marks) + 1;
    const stop = load<i32>(marks, 4) - ending;
    const isNegative = (<i32>(<i32>load<u8>(text + start) == dash)) & (<i32>(start < stop));
    const from = text + start + isNegative;
    const length = stop - start - isNegative;
    const digits = i8x16.sub(v128.load(from), zeros);
    const others = i8x16.bitmask(i8x16.add_sat_u(digits, aboveNine)) & ((1 << length) - 1);
    // Where there is no decimal sign, it is thought of after the last digit.
    const point = others == 0 ? length : ctz(others);
    const isShort = (<i32>(length <= 16)) & (<i32>(length > <i32>(others != 0)));
    const isMarked = (<i32>(<i32>load<u8>(from + point) == mark)) | (<i32>(others == 0));
    let value: f64;
    if (isShort & isMarked & (<i32>((others & (others - 1)) == 0))) {
      // The last digit goes to the last lane, those before the sign move by one, lanes without a digit become 0.
      const places = point == length ? 0 : length - point - 1;
      const shifted = i8x16.add(lanes, i8x16.splat(<i8>(point + places)));
      const beyond = i8x16.gt_s(shifted, i8x16.splat(<i8>(point - 1)));
      const aligned = i8x16.swizzle(digits, i8x16.sub(shifted, beyond));
      // Two digits are a x 10 + b, from a + b x 256; then fours and eights.
      const twos = i16x8.shr_u(i16x8.mul(aligned, pairs), 8);
      const fours = i32x4.dot_i16x8_s(twos, hundreds);
      const eights = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_u(fours, fours), myriads);
      const both = <u64>i64x2.extract_lane(eights, 0);
      const whole = (both & 0xffffffff) * 100000000 + (both >> 32);
      value = whole <= maxExact ? <f64>(<i64>whole) / powerOfTen(places) : scale(whole, -places);
      if (isNegative) value = -value;
    } else value = readNumber(text + start, text + stop, mark);
    store<f64>(slot, value);
    if (value != value && start < stop) addOdd(column, row, start, stop);
    slot += 8;
    marks += rowBytes;
  }
}

/** Six vectors: "0"; what takes values above 9 beyond 127; lanes, counted from -16; and factors of digits. */
const constants = memory.data<u16>([
  0x3030, 0x3030, 0x3030, 0x3030, 0x3030, 0x3030, 0x3030, 0x3030, 0x7676, 0x7676, 0x7676, 0x7676,
  0x7676, 0x7676, 0x7676, 0x7676, 0xf1f0, 0xf3f2, 0xf5f4, 0xf7f6, 0xf9f8, 0xfbfa, 0xfdfc, 0xfffe,
  2561, 2561, 2561, 2561, 2561, 2561, 2561, 2561, 100, 1, 100, 1, 100, 1, 100, 1, 10000, 1, 10000,
  1, 10000, 1, 10000, 1,
]);
