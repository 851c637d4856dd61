/** A column's name, taken apart. */
export interface ReadName {
  readonly raw: string;
  /** Without case, accents and punctuation. */
  readonly key: string;
  readonly words: readonly string[];
  /** Parts between spaces and underscores, as written. */
  readonly tokens: readonly string[];
  /** Of a name that pandas made of several; folded. */
  readonly levels: readonly string[];
  wordsWithout(token: string): readonly string[];
}

/** Takes the name of a column apart. */
export function readName(raw: string): ReadName {
  const stripped = raw.trim().replace(klinePrefix, '').replace(listNumber, '');
  const tokens = stripped.split(/[\s_()[\]|,'"]+/).filter((token) => token !== '');
  return {
    raw: stripped,
    key: nameKey(stripped),
    words: splitWords(stripped),
    tokens,
    levels: splitLevels(stripped).map((level) => foldText(level)),
    wordsWithout: (token) => splitWords(stripped.replace(token, ' ')),
  };
}

/** "k.o", "data.k.o": a kline message that was made flat. */
const klinePrefix = /^(?:data[._])?k[._](?=[a-zA-Z]$)/;

/** "1. open", "4a. close (USD)": how some services number their fields. */
const listNumber = /^\d{1,2}[a-z]?\.\s*(?=\p{L})/u;

/** Lower case without accents: "Eröffnung" becomes "eroffnung", "Zamknięcie" "zamkniecie". */
function foldText(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[ßłøđıæœ]/g, (letter) => plainLetters[letter] ?? letter);
  // Composed again, since Korean syllables would stay in pieces.
  return plain.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');
}

/** Letters that no decomposition takes apart. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ı: 'i',
  æ: 'ae',
  œ: 'oe',
};

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
function splitLevels(name: string): readonly string[] {
  const tuple = /^\s*\((.*,.*)\)\s*$/s.exec(name)?.[1];
  const levels = tuple === undefined ? name.split('|') : tuple.split(',');
  return levels
    .map((level) => level.trim().replace(/^(['"])(.*)\1$/s, '$2'))
    .filter((level) => level !== '' && !/^Unnamed: \d+/i.test(level));
}
