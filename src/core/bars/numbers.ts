/** The sign between whole and fraction in the numbers of a file. */
export type DecimalSign = '.' | ',';

/**
 * Reads a number as people and spreadsheets write it: "1,234.5", "$0.12", "12.3K", "-0.5%". NaN for
 * anything else, the empty text included.
 */
export function parseNumber(text: string, decimal: DecimalSign = '.'): number {
  if (decimal === '.') {
    const value = parsePlainNumber(text);
    if (!Number.isNaN(value)) return value;
  }
  return parseWritten(text, decimal);
}

/**
 * Reads a number in decimal notation, with or without an exponent. NaN for anything else, such as grouped
 * digits, and for what only JavaScript takes for a number: "", "0x1f", "Infinity".
 */
export function parsePlainNumber(text: string): number {
  const value = Number(text);
  if (value === 0 && text.trim() === '') return NaN;
  // Nearly all numbers have no letter near their start, which spares them the expression.
  const hasLetter = text.charCodeAt(1) > 57 || text.charCodeAt(2) > 57;
  const isOther = !Number.isFinite(value) || (hasLetter && /^\s*0[xob]/i.test(text));
  return isOther ? NaN : value;
}

/** Whether a cell is a plain number or says that there is none. */
export function isNumberOrMissing(text: string): boolean {
  return !Number.isNaN(parsePlainNumber(text)) || isMissing(text);
}

/** Finds the decimal sign that `texts`, the numbers of a file, agree with; the point where all do. */
export function guessDecimalSign(texts: Iterable<string>): DecimalSign {
  let commas = 0;
  let points = 0;
  for (const text of texts) {
    const written = cleanNumber(text);
    if (written === undefined || !/[.,]/.test(written)) continue;
    if (decimalComma.test(written)) commas++;
    else if (decimalPoint.test(written)) points++;
  }
  return commas > points ? ',' : '.';
}

/** Whether a text stands for a value that is not there. */
export function isMissing(text: string): boolean {
  return /^\s*(|nan|null|none|na|n\/a|nil|-+|#n\/a)\s*$/i.test(text);
}

/** A comma that cannot part thousands, or points that must. */
const decimalComma =
  /^[+-]?(\d{1,3}(\.\d{3})+,\d*|\d*,(?!\d{3}$)\d*|\d{4,},\d+|0,\d+|\d{1,3}(\.\d{3}){2,})$/;
/** A point that cannot part thousands, or commas that must. */
const decimalPoint =
  /^[+-]?(\d{1,3}(,\d{3})+\.\d*|\d*\.(?!\d{3}$)\d*|\d{4,}\.\d+|0\.\d+|\d{1,3}(,\d{3}){2,})$/;

function parseWritten(text: string, decimal: DecimalSign): number {
  const written = cleanNumber(text);
  if (written === undefined) return NaN;
  const suffix = /[kmbt]$/i.exec(written)?.[0].toLowerCase() ?? '';
  const digits = written.slice(0, written.length - suffix.length);
  const grouping = decimal === '.' ? ',' : '.';
  const isGrouped = decimal === '.' ? groupedByComma.test(digits) : groupedByPoint.test(digits);
  if (digits.includes(grouping) && !isGrouped) return NaN;
  const plain = digits.replaceAll(grouping, '').replace(',', '.');
  const value = /\d/.test(plain) ? Number(plain) : NaN;
  return value * (multipliers[suffix] ?? 1);
}

const multipliers: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, b: 1e9, t: 1e12 };
const groupedByComma = /^[+-]?\d{1,3}(,\d{2,3})*,\d{3}(\.\d*)?$/;
const groupedByPoint = /^[+-]?\d{1,3}(\.\d{3})+(,\d*)?$/;

/** Without spaces, apostrophes, currency and percent signs; undefined for what is no number. */
function cleanNumber(text: string): string | undefined {
  const cleaned = text.replace(/[\s\u00a0\u202f'’$€£¥₿%]/g, '').replace(/\u2212/g, '-');
  return /^[+-]?[\d.,]*\d[\d.,]*(e[+-]?\d+|[kmbt])?$/i.test(cleaned) ? cleaned : undefined;
}

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
