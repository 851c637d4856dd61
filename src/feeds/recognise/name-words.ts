/** Lower case without accents: "Eröffnung" becomes "eroffnung". */
export function foldText(text: string): string {
  return text.toLowerCase().replaceAll('ß', 'ss').normalize('NFD').replace(/\p{M}/gu, '');
}

/**
 * Words of a column's name, folded; capitals within a word start another, as in
 * "openTime" and "volumeBTC"; "bidopen" is two as well.
 */
export function splitWords(name: string): readonly string[] {
  const spaced = name.replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2');
  const sided = spaced.replace(/\b(bid|ask|mid)(?=(open|high|low|close)\b)/gi, '$1 ');
  return foldText(sided).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The words in one: what names are compared by. "Open Time", "open_time", "OPENTIME": "opentime". */
export function nameKey(name: string): string {
  return foldText(name).replace(/[^\p{L}\p{N}]/gu, '');
}

/**
 * Levels of a name that pandas made of several: `('Close', 'BTC-USD')` or "Close|BTC-USD"; a name of
 * one level is alone.
 */
export function splitLevels(name: string): readonly string[] {
  const tuple = /^\s*\((.*,.*)\)\s*$/s.exec(name)?.[1];
  const levels = tuple === undefined ? name.split('|') : tuple.split(',');
  return levels
    .map((level) => level.trim().replace(/^(['"])(.*)\1$/s, '$2'))
    .filter((level) => level !== '' && !/^Unnamed: \d+/i.test(level));
}
