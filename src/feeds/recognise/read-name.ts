import { foldText, nameKey, splitLevels, splitWords } from './name-words';

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
