/**
 * The number that a text holds; NaN for anything else, and for the markers of a missing value. Only
 * plain decimal notation is read, an exponent included.
 */
export function parseNumber(text: string): number {
  const value = Number(text);
  if (value === 0 && text.trim() === '') return NaN;
  return isPrefixed(text) || !Number.isFinite(value) ? NaN : value;
}

/** Whether a cell says that there is no value. */
export function isMissing(text: string): boolean {
  return missingPattern.test(text);
}

/** Whether a cell is a number or says that there is none. */
export function isNumberOrMissing(text: string): boolean {
  return !Number.isNaN(parseNumber(text)) || isMissing(text);
}

const missingPattern = /^\s*(|nan|null|none|na|n\/a|-)\s*$/i;

/** `Number` reads "0x1f" too. The first look is cheap, since this runs for each cell. */
function isPrefixed(text: string): boolean {
  return text.charCodeAt(1) > 0x39 && /^\s*[+-]?0[xbo]/i.test(text);
}
