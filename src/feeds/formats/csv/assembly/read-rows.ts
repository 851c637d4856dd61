import { carriageReturn, quote, space } from './bytes';
import { addOdd, asClock, asText, asUtc, planSize, skipped, startOdd } from './plan';
import { readClock } from './read-clock';
import { readEvenRows } from './read-even-rows';
import { readNumber } from './read-number';

/**
 * Reads whole lines of text from `text` up to `end`, where line breaks must follow. Of each of the `width` columns `plan`
 * says how it is read and where its values go: float64, or for texts where the cell begins and ends. Blank lines are
 * left out; `lines` gets the line, from 0, of each row. `odd` has room for 16 bytes a cell. Returns the
 * number of rows, or -1 for text that needs PapaParse: rows of another width, line breaks of two kinds, quotation
 * marks within cells.
 */
export function readRows(
  text: usize,
  end: usize,
  newline: i32,
  delimiter: i32,
  width: i32,
  plan: usize,
  lines: usize,
  marks: usize,
  odd: usize,
): i32 {
  startOdd(odd);
  const even = readEvenRows(text, end, newline, delimiter, width, plan, lines, marks);
  if (even != -1) return even;
  let at = text;
  let row = 0;
  for (let line = 0; at < end; line++) {
    const next = passBlank(at, newline, delimiter);
    if (next == unsure) return -1;
    if (next != 0) {
      at = next;
      continue;
    }
    store<u32>(lines + ((<usize>row) << 2), line);
    for (let column = 0; column < width; column++) {
      let start = at;
      let stop: usize;
      let after: usize;
      if (<i32>load<u8>(at) == quote) {
        start++;
        stop = findQuote(start, newline);
        if (stop == 0) return -1;
        after = stop + 1;
      } else {
        stop = findMark(start, newline, delimiter);
        after = stop;
      }
      const mark = <i32>load<u8>(after);
      if (mark == delimiter) {
        if (column == width - 1) return -1;
        at = after + 1;
      } else {
        if (column != width - 1) return -1;
        if (mark == newline) at = after + 1;
        else if (mark == carriageReturn && <i32>load<u8>(after + 1) == newline) at = after + 2;
        else return -1;
      }
      readCell(text, start, stop, plan, column, row);
    }
    row++;
  }
  return row;
}

function readCell(
  text: usize,
  start: usize,
  stop: usize,
  plan: usize,
  column: i32,
  row: i32,
): void {
  const entry = plan + column * planSize;
  const kind = <i32>load<u8>(entry);
  if (kind == skipped) return;
  const slot = <usize>load<u32>(entry, 4) + ((<usize>row) << 3);
  if (kind == asText) {
    store<u32>(slot, <u32>(start - text));
    store<u32>(slot, <u32>(stop - text), 4);
    return;
  }
  const value =
    kind == asClock || kind == asUtc
      ? readClock(start, stop, kind == asUtc)
      : readNumber(start, stop, kind);
  store<f64>(slot, value);
  if (value != value && start < stop) {
    addOdd(column, row, <i32>(start - text), <i32>(stop - text));
  }
}

/** What `passBlank` returns for a line that is blank only if other bytes than delimiters and spaces say nothing. */
const unsure: usize = 1;

/** The address after a line of nothing but delimiters and spaces, the first cell empty; 0 for another line. */
function passBlank(start: usize, newline: i32, delimiter: i32): usize {
  const first = <i32>load<u8>(start);
  const isEmpty = first == quote && <i32>load<u8>(start + 1) == quote;
  if (first != newline && first != delimiter && first != carriageReturn && !isEmpty) return 0;
  let isUnsure = false;
  let at = start;
  while (true) {
    const byte = <i32>load<u8>(at);
    at++;
    if (byte == newline) return isUnsure ? unsure : at;
    if (byte == carriageReturn) {
      return !isUnsure && <i32>load<u8>(at) == newline ? at + 1 : unsure;
    }
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

/** The address of what ends a cell without quotation marks, or of a quotation mark in it. */
function findMark(start: usize, newline: i32, delimiter: i32): usize {
  let at = start;
  while (true) {
    const byte = <i32>load<u8>(at);
    if (byte == delimiter || byte == newline || byte == carriageReturn || byte == quote) return at;
    at++;
  }
}
