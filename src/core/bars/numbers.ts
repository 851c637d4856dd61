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

/**
 * Returns the decimal signs with which a text is a number: both for "12", and for "1.234", which is another number
 * with each; none for what is no number.
 */
export function possibleSigns(text: string): readonly DecimalSign[] {
  return decimalSigns.filter((sign) => !Number.isNaN(parseNumber(text, sign)));
}

const decimalSigns = ['.', ','] as const;

/** Whether a text stands for a value that is not there. */
export function isMissing(text: string): boolean {
  return missingPattern.test(text);
}

const missingPattern =
  /^\s*(|nan|null|none|na|<na>|n\/a|n\.a\.|nil|nat|undefined|\\n|[-\u2013\u2014]+|#n\/a)\s*$/i;

function parseWritten(text: string, decimal: DecimalSign): number {
  if (decimal === ',' && plainDigits.test(text)) {
    return text.includes('.') && !groupedByPoint.test(text)
      ? NaN
      : Number(text.replaceAll('.', ''));
  }
  const { digits, suffix } = splitNumber(text);
  if (digits === undefined) return NaN;
  const grouping = decimal === '.' ? ',' : '.';
  const isGrouped = decimal === '.' ? groupedByComma.test(digits) : groupedByPoint.test(digits);
  if (digits.includes(grouping) && !isGrouped) return NaN;
  const plain = digits.replaceAll(grouping, '').replace(',', '.');
  return Number(plain) * (multipliers.get(suffix) ?? NaN);
}

/** Nearly all numbers are written so, and need none of the patterns below. */
const plainDigits = /^[+-]?\d+(?:\.\d+)?$/;

const multipliers: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['k', 1e3],
  ['m', 1e6],
  ['b', 1e9],
  ['t', 1e12],
  ['万', 1e4],
  ['萬', 1e4],
  ['만', 1e4],
  ['亿', 1e8],
  ['億', 1e8],
  ['억', 1e8],
]);

/** Groups of two are those of India: "12,34,567". A group never begins with a zero. */
const groupedByComma = /^[+-]?[1-9]\d{0,2}(,\d{2,3})*,\d{3}(\.\d*)?$/;
const groupedByPoint = /^[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d*)?$/;

/** A number without currency, percent sign and the marks that can only part thousands, and its suffix. */
function splitNumber(text: string): { readonly digits?: string; readonly suffix: string } {
  const bare = text.replace(/\u2212/g, '-').replace(money, '');
  const [, sign = '', number, suffix] = writtenNumber.exec(bare) ?? [];
  if (number === undefined) return { suffix: '' };
  const isSpaced = thousandsSpace.test(number);
  if (isSpaced && !groupedBySpace.test(number)) return { suffix: '' };
  const digits = sign + (isSpaced ? number.replace(/[^\d.,]/g, '') : number);
  return { digits, suffix: suffix.toLowerCase() };
}

const money = /R\$|\p{Sc}|₿|zł|Kč|%|\b(?:usdt?|usdc|eur|gbp|jpy|krw|brl|try|pln|rub|btc|eth)\b/giu;
const writtenNumber =
  /^\s*([+-]?)\s*((?:\d|[.,](?=\d))(?:[\d.,]|[ \u00a0\u2009\u202f'’_](?=\d))*(?:e[+-]?\d+)?)\s*([kmbt万萬만亿億억]?)\s*$/iu;
const thousandsSpace = /[ \u00a0\u2009\u202f'’_]/;
const groupedBySpace = /^\d{1,3}([ \u00a0\u2009\u202f'’_]\d{3})+([.,]\d*)?$/;
