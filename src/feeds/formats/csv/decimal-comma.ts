/**
 * Whether numbers are written as in "1.234,56". It must be certain: "1,234" alone could be either, and
 * then the answer is no.
 */
export function hasDecimalComma(rows: readonly (readonly string[])[]): boolean {
  let isSeen = false;
  for (const cells of rows) {
    for (const cell of cells) {
      if (pointPattern.test(cell)) return false;
      isSeen ||= commaPattern.test(cell);
    }
  }
  return isSeen;
}

/** "1.234,56" as "1234.56"; text that is no such number stays as it is. */
export function withDecimalPoint(cell: string): string {
  if (!numberPattern.test(cell)) return cell;
  return cell.replaceAll('.', '').replace(',', '.');
}

/** Certainly a decimal comma: other than three digits after it, or only a zero before it. */
const commaPattern =
  /^\s*[+-]?(?:\d+,(?:\d{1,2}|\d{4,})|0,\d+|\d{4,},\d+|\d{1,3}(?:\.\d{3})+,\d+)(?:e[+-]?\d+)?\s*$/i;

/** Certainly a decimal point. */
const pointPattern =
  /^\s*[+-]?(?:\d+\.(?:\d{1,2}|\d{4,})|0\.\d+|\d{4,}\.\d+|\d{1,3}(?:,\d{3})+\.\d+)(?:e[+-]?\d+)?\s*$/i;

const numberPattern = /^\s*[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?(?:e[+-]?\d+)?\s*$/i;
