import { quote } from './bytes';

/** Line breaks so far. */
export let lineCount: i32 = 0;
/** Whether a quotation mark is open, so that a line break ends no line. */
export let isQuoted: bool = false;
/** Whether there was a quotation mark. */
export let hasQuotes: bool = false;

/** Begins with a new text. */
export function startScan(): void {
  lineCount = 0;
  isQuoted = false;
  hasQuotes = false;
}

/**
 * Counts the lines of the next `length` bytes of a text, which are at `text`. Writes to `starts` where each
 * `stride`th line of the whole text begins, as bytes from `text`, and returns how many these are.
 */
export function scanLines(text: usize, length: i32, newline: i32, stride: i32, starts: usize): i32 {
  const newlines = i8x16.splat(<i8>newline);
  const quotes = i8x16.splat(<i8>quote);
  let count = lineCount;
  let isInside = isQuoted;
  let found = 0;
  let at = 0;
  const inner = stride - 1;
  while (at < length) {
    const bytes = v128.load(text + at);
    const part = length - at < 16 ? (1 << (length - at)) - 1 : 0xffff;
    let marks = i8x16.bitmask(i8x16.eq(bytes, quotes)) & part;
    let breaks = i8x16.bitmask(i8x16.eq(bytes, newlines)) & part;
    if (marks == 0 && !isInside && (count & inner) + 16 < stride) {
      count += popcnt(breaks);
    } else {
      if (marks != 0) hasQuotes = true;
      let both = marks | breaks;
      while (both != 0) {
        const bit = ctz(both);
        both &= both - 1;
        if ((marks >> bit) & 1) isInside = !isInside;
        else if (!isInside && (++count & inner) == 0) {
          store<u32>(starts + ((<usize>found) << 2), at + bit + 1);
          found++;
        }
      }
    }
    at += 16;
  }
  lineCount = count;
  isQuoted = isInside;
  return found;
}
