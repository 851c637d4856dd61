import { carriageReturn, dash, quote, space } from './bytes';
import { readClock } from './read-clock';
import { maxExact, powerOfTen, readNumber, scale } from './read-number';

/** How the cells of a column are read; of numbers the decimal sign, "." or ",", says it. */
const skipped = 0;
const asText = 1;
const asClock = 2;
const asUtc = 3;

/** Cells of the last rows that are of no usual form; 4 whole numbers of each: column, row, where it begins and ends. */
export let oddCount: i32 = 0;
/** Whether the bytes of the last rows were ASCII. */
export let isAscii: bool = true;

/** Bytes of the plan of one column. */
const planSize = 8;
/** Bytes of a description of an odd cell. */
const oddSize = 16;

/**
 * Reads whole lines of text from `text` up to `end`, where a line break must follow. Of each of the `width` columns
 * `plan` says how it is read (one byte) and where its values go (4 bytes at 4): float64, or for texts where the cell
 * begins and ends. Blank lines are left out; `lines` gets the line, from 0, of each row. Returns the number of rows, or
 * -1 for text that needs PapaParse: rows of another width, line breaks of two kinds, quotation marks within cells.
 */
export function readRows(
  text: usize,
  end: usize,
  newline: i32,
  delimiter: i32,
  width: i32,
  plan: usize,
  lines: usize,
  odd: usize,
): i32 {
  const delimiters = i8x16.splat(<i8>delimiter);
  const newlines = i8x16.splat(<i8>newline);
  const returns = i8x16.splat(<i8>carriageReturn);
  const quotes = i8x16.splat(<i8>quote);
  const zeros = i8x16.splat(0x30);
  const tens = i8x16.splat(10);
  let seen = i8x16.splat(0);
  let odds = odd;
  let at = text;
  let row = 0;
  let line = 0;
  for (; at < end; line++) {
    const next = passBlank(at, newline, delimiter);
    if (next == unsure) return -1;
    if (next != 0) {
      at = next;
      continue;
    }
    store<u32>(lines + ((<usize>row) << 2), line);
    let entry = plan;
    for (let column = 1; column <= width; column++) {
      const kind = <i32>load<u8>(entry);
      const slot = <usize>load<u32>(entry, 4) + ((<usize>row) << 3);
      entry += planSize;
      let bytes = v128.load(at);
      let start = at;
      let stop = at;
      let block = bytes;
      let marks: i32;
      while (true) {
        seen = v128.or(seen, block);
        marks = i8x16.bitmask(
          v128.or(
            v128.or(i8x16.eq(block, delimiters), i8x16.eq(block, newlines)),
            v128.or(i8x16.eq(block, quotes), i8x16.eq(block, returns)),
          ),
        );
        if (marks != 0) break;
        stop += 16;
        block = v128.load(stop);
      }
      stop += ctz(marks);
      let after = stop;
      if (stop == start && load<u8>(stop) == quote) {
        start++;
        stop = findQuote(start, newline);
        if (stop == 0) return -1;
        after = stop + 1;
        bytes = v128.load(start);
      }
      const mark = <i32>load<u8>(after);
      if (mark == delimiter) {
        if (column == width) return -1;
        at = after + 1;
      } else {
        if (column != width) return -1;
        if (mark == newline) at = after + 1;
        else if (mark == carriageReturn && load<u8>(after + 1) == newline) at = after + 2;
        else return -1;
      }

      if (kind == skipped) continue;
      if (kind == asText) {
        store<u32>(slot, <u32>(start - text));
        store<u32>(slot, <u32>(stop - text), 4);
        continue;
      }
      let value: f64;
      if (kind == asClock || kind == asUtc) {
        value = readClock(start, stop, kind == asUtc);
      } else {
        const isNegative = <i32>load<u8>(start) == dash && start < stop;
        let from = start;
        if (isNegative) bytes = v128.load(++from);
        const length = <i32>(stop - from);
        const within = (1 << length) - 1;
        const digits = i8x16.sub(bytes, zeros);
        const others = ~i8x16.bitmask(i8x16.lt_u(digits, tens)) & within;
        const point = others == 0 ? -1 : ctz(others);
        const isPlain =
          length <= 16 &&
          (others & (others - 1)) == 0 &&
          length > 1 - <i32>(others == 0) &&
          (others == 0 || load<u8>(from + point) == kind);
        if (isPlain) {
          const whole = joinDigits(digits, length, point);
          const power = others == 0 ? 0 : point + 1 - length;
          value = whole <= maxExact ? <f64>(<i64>whole) / powerOfTen(-power) : scale(whole, power);
          if (isNegative) value = -value;
        } else value = readNumber(start, stop, kind);
      }
      store<f64>(slot, value);
      if (value != value && start < stop) {
        store<u32>(odds, column - 1);
        store<u32>(odds, row, 4);
        store<u32>(odds, <u32>(start - text), 8);
        store<u32>(odds, <u32>(stop - text), 12);
        odds += oddSize;
      }
    }
    row++;
  }
  oddCount = <i32>((odds - odd) / oddSize);
  isAscii = i8x16.bitmask(seen) == 0;
  return row;
}

/** What `passBlank` returns for a line that is blank only if other bytes than delimiters and spaces say nothing. */
const unsure: usize = 1;

/** The address after a line of nothing but delimiters and spaces, the first cell empty; 0 for another line. */
function passBlank(start: usize, newline: i32, delimiter: i32): usize {
  const first = <i32>load<u8>(start);
  const isEmpty = first == quote && load<u8>(start + 1) == quote;
  if (first != newline && first != delimiter && first != carriageReturn && !isEmpty) return 0;
  return findBlankEnd(start, newline, delimiter);
}

function findBlankEnd(start: usize, newline: i32, delimiter: i32): usize {
  let isUnsure = false;
  let at = start;
  while (true) {
    const byte = <i32>load<u8>(at);
    at++;
    if (byte == newline) return isUnsure ? unsure : at;
    if (byte == carriageReturn) return !isUnsure && load<u8>(at) == newline ? at + 1 : unsure;
    if (byte == delimiter || byte == space) continue;
    if (byte > space && byte < 0x7f && byte != quote) return 0;
    isUnsure = true;
  }
}

/** The address of the next quotation mark; 0 where a line ends before it. */
function findQuote(start: usize, newline: i32): usize {
  let at = start;
  while (true) {
    const byte = <i32>load<u8>(at);
    if (byte == quote) return at;
    if (byte == newline || byte == carriageReturn) return 0;
    at++;
  }
}

/** The number of up to 16 digits, given as values from 0, with something else at `point`, unless that is -1. */
function joinDigits(digits: v128, length: i32, point: i32): u64 {
  // The last digit goes to the last lane; those before the point move by one, and lanes without a digit become 0.
  const places = i8x16.add(
    i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
    i8x16.splat(<i8>(length - 16)),
  );
  const moved = i8x16.add(places, i8x16.le_s(places, i8x16.splat(<i8>point)));
  const lanes = i8x16.swizzle(digits, moved);
  const ones = i16x8.shr_u(lanes, 8);
  const tens = v128.and(lanes, i16x8.splat(0xff));
  const pairs = i16x8.add(i16x8.mul(tens, i16x8.splat(10)), ones);
  const fours = i32x4.dot_i16x8_s(pairs, i16x8(100, 1, 100, 1, 100, 1, 100, 1));
  const packed = i16x8.narrow_i32x4_u(fours, fours);
  const eights = i32x4.dot_i16x8_s(packed, i16x8(10000, 1, 10000, 1, 10000, 1, 10000, 1));
  const upper = <u64>(<u32>i32x4.extract_lane(eights, 0));
  return upper * 100000000 + <u64>(<u32>i32x4.extract_lane(eights, 1));
}
