/** An encoding that `TextDecoder` knows, and what people call it. */
interface Encoding {
  readonly encoding: string;
  readonly name: string;
}

/**
 * Finds the encoding of a text by its first and last part: UTF-8 where that is valid, else the one in which most of
 * the characters belong to a language that is written in it, words of trade above all. Undefined where there is none.
 */
export function findEncoding(bytes: Uint8Array): 'utf-8' | Encoding | undefined {
  const probe = takeProbe(bytes);
  if (probe === undefined || isValid(probe, 'utf-8')) return 'utf-8';
  let best: { readonly encoding: Encoding; readonly score: number } | undefined;
  for (const { encoding, name, rate } of candidates) {
    const text = decode(probe, encoding);
    if (text === undefined) continue;
    const others = [...text].filter((letter) => letter > '\x7f').length;
    const score = others === 0 ? 0 : rate(text) / others;
    if (score > (best?.score ?? minScore)) best = { encoding: { encoding, name }, score };
  }
  return best?.encoding;
}

/** Share of the characters that must be letters that fit, at least. */
const minScore = 0.5;

const probeBytes = 1 << 16;

/** Whole lines of the start and the end that have other characters than ASCII; undefined for none. */
function takeProbe(bytes: Uint8Array): Uint8Array | undefined {
  const head = bytes.subarray(0, probeBytes);
  const tail = bytes.subarray(Math.max(probeBytes, bytes.length - probeBytes));
  const lines = [...splitLines(head, bytes.length > probeBytes), ...splitLines(tail, false)];
  const other = lines.filter((line) => line.some((byte) => byte > 0x7f)).slice(0, maxLines);
  if (other.length === 0) return undefined;
  const joined = new Uint8Array(other.reduce((sum, line) => sum + line.length, 0));
  let at = 0;
  for (const line of other) {
    joined.set(line, at);
    at += line.length;
  }
  return joined;
}

const maxLines = 100;

/** No encoding here has a line feed within a character. The last line may be cut, the first of a tail is tolerated. */
function splitLines(bytes: Uint8Array, isCut: boolean): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(0x0a, start);
    if (end === -1) break;
    lines.push(bytes.subarray(start, end + 1));
    start = end + 1;
  }
  if (!isCut && start < bytes.length) lines.push(bytes.subarray(start));
  return lines;
}

function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function isValid(bytes: Uint8Array, encoding: string): boolean {
  return decode(bytes, encoding) !== undefined;
}

interface Candidate extends Encoding {
  /** How much of the text fits the languages of the encoding: about one a letter, more for words of trade. */
  readonly rate: (text: string) => number;
}

/** Letters of a script by `letter` (each worth `worth`), and those of words of trade, which are worth three. */
function byLetters(letter: RegExp, worth: number, ofTrade: string): Candidate['rate'] {
  const known = new Set(ofTrade);
  return (text) => {
    let sum = 0;
    for (const each of text) {
      if (each <= '\x7f') continue;
      if (known.has(each)) sum += 3;
      else if (letter.test(each)) sum += worth;
      else if (!/[\p{L}\p{P}\p{Zs}]/u.test(each) || /[\uff61-\uff9f\ue000-\uf8ff]/.test(each))
        sum -= 1;
    }
    return sum;
  };
}

/** Accented letters within words, as `letters` lists those of the languages; other characters speak against it. */
function byAccents(letters: string): Candidate['rate'] {
  const known = new Set(letters + letters.toUpperCase());
  return (text) => {
    let sum = 0;
    const all = [...text];
    all.forEach((each, at) => {
      if (each <= '\x7f') return;
      const isInWord = /\p{L}/u.test(all[at - 1] ?? '') || /\p{L}/u.test(all[at + 1] ?? '');
      if (!/\p{L}/u.test(each)) sum -= 1;
      else if (known.has(each) && isInWord) sum += 1;
    });
    return sum;
  };
}

/** Words of a script in one case or capitalised, of which `ofTrade` are worth more. */
function byWords(word: RegExp, ofTrade: RegExp): Candidate['rate'] {
  return (text) => {
    let sum = 0;
    for (const [found] of text.matchAll(/\p{L}{3,}/gu)) {
      if (word.test(found)) sum += found.length * (ofTrade.test(found) ? 3 : 1);
    }
    return sum;
  };
}

const russianWord = /^(?=\p{Script=Cyrillic}+$)(\p{L}\p{Ll}*|\p{Lu}+)$/u;
const russianTrade = /^(дата|время|откр|закр|цена|посл|макс|мин|высок|низк|объ[её]м|изм|тикер)/i;

/** In the order of preference where two give the same. */
const candidates: readonly Candidate[] = [
  {
    encoding: 'gb18030',
    name: 'GBK (Chinese)',
    rate: byLetters(
      /\p{Script=Han}/u,
      0.6,
      '日期时间开盘收最高低成交量额价格名称代码证券股票数据来源涨跌幅前后复权线周月年万亿元手昨今通达信不分钟',
    ),
  },
  {
    encoding: 'big5',
    name: 'Big5 (Chinese)',
    rate: byLetters(
      /\p{Script=Han}/u,
      0.6,
      '日期時間開盤收最高低成交量額價格名稱代碼證券股票數據資料來源漲跌幅前後復權線週月年萬億元張昨今筆差',
    ),
  },
  {
    encoding: 'shift_jis',
    name: 'Shift_JIS (Japanese)',
    rate: byLetters(
      /[\p{Script=Han}\u3041-\u30ff]/u,
      0.6,
      '日付時刻間始値高安終出来売買代金前比率調整株価銘柄名称市場円年月曜取引のをにはデータ',
    ),
  },
  {
    encoding: 'euc-jp',
    name: 'EUC-JP (Japanese)',
    rate: byLetters(
      /[\p{Script=Han}\u3041-\u30ff]/u,
      0.6,
      '日付時刻間始値高安終出来売買代金前比率調整株価銘柄名称市場円年月曜取引のをにはデータ',
    ),
  },
  {
    encoding: 'euc-kr',
    name: 'EUC-KR (Korean)',
    rate: byLetters(
      /\p{Script=Hangul}/u,
      0.9,
      '날짜일자시간가고저종거래량대금변동현재등락률전비원코스피닥체결목명',
    ),
  },
  {
    encoding: 'windows-1252',
    name: 'Windows-1252 (Western European)',
    rate: byAccents('àáâãäåæçèéêëìíîïñòóôõöøùúûüßœ'),
  },
  {
    encoding: 'windows-1250',
    name: 'Windows-1250 (Central European)',
    rate: byAccents('ąćęłńóśźżáčďéěíňřšťúůýžőűöüäßâăîșțşţľĺŕôđ'),
  },
  {
    encoding: 'windows-1254',
    name: 'Windows-1254 (Turkish)',
    rate: byAccents('çğıöşüâîûİ'),
  },
  {
    encoding: 'windows-1251',
    name: 'Windows-1251 (Cyrillic)',
    rate: byWords(russianWord, russianTrade),
  },
  { encoding: 'koi8-r', name: 'KOI8-R (Russian)', rate: byWords(russianWord, russianTrade) },
  {
    encoding: 'windows-1253',
    name: 'Windows-1253 (Greek)',
    rate: byWords(
      /^(?=\p{Script=Greek}+$)(\p{L}\p{Ll}*|\p{Lu}+)$/u,
      /^(ημερομ|ώρα|άνοιγμα|υψηλ|χαμηλ|κλείσιμο|όγκος|τιμή|μεταβολή|τελευτ)/i,
    ),
  },
];
