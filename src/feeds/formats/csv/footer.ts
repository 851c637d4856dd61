import { isBlank, type LineIndex, splitCells } from './lines';

/** How a CSV file ends. */
interface CsvFooter {
  /** Line, from 0, after the last row of values. */
  readonly endLine: number;
  readonly notes: readonly string[];
  /** The zone that a line names, as written: "CDT" of "… as of 03-15-2024 04:08pm CDT". */
  readonly zone: string | undefined;
  /** A zone in a line of another form, which may be that of something else than the rows. */
  readonly possibleZone: string | undefined;
}

/**
 * Finds the lines after the last row that say something about the file, such as "Downloaded from Barchart.com":
 * sentences, which a row that was cut short is not.
 */
export function findFooter(
  lines: LineIndex,
  delimiter: string,
  firstLine: number,
  width: number,
): CsvFooter {
  const from = Math.max(firstLine, lines.count - maxFooterLines);
  const last = splitCells(lines.slice(from, lines.count), delimiter);
  let end = last.length;
  const notes: string[] = [];
  let zone: string | undefined;
  let possibleZone: string | undefined;
  for (; end > 0; end--) {
    const cells = last[end - 1];
    if (isBlank(cells)) continue;
    const text = cells.join(' ').trim();
    if (width < 3 || cells.length === width || !isSentence(text)) break;
    notes.unshift(`line ${from + end} was passed over: ${text.slice(0, 80)}`);
    const found = /\b(UTC|GMT|[A-Z]{1,3}[SD]T|(?:C|E|W)ES?T)\b/.exec(text)?.[1];
    if (/^"?downloaded from barchart/i.test(text)) zone ??= found;
    else possibleZone ??= found;
  }
  return { endLine: notes.length === 0 ? lines.count : from + end, notes, zone, possibleZone };
}

const maxFooterLines = 10;

/** A comment, at least three words, or signs of a language that needs no spaces. */
function isSentence(text: string): boolean {
  const words = text.match(/\p{L}{2,}/gu) ?? [];
  return (
    text.startsWith('#') || words.length >= 3 || /[\p{Script=Han}\p{Script=Hangul}]{3}/u.test(text)
  );
}
