import { describe, expect, it } from 'vitest';
import { openContent } from './read-table';

/** Bytes of a text in an encoding, by the table that the decoder itself gives. */
function encode(text: string, encoding: string): Uint8Array<ArrayBuffer> {
  const decoder = new TextDecoder(encoding);
  const codes = new Map<string, readonly number[]>();
  for (let first = 0; first < 256; first++) {
    codes.set(decoder.decode(Uint8Array.of(first)), [first]);
    for (let second = 0x40; first > 0x80 && second < 256; second++) {
      const letter = decoder.decode(Uint8Array.of(first, second));
      if ([...letter].length === 1 && !codes.has(letter)) codes.set(letter, [first, second]);
    }
  }
  return Uint8Array.from([...text].flatMap((letter) => codes.get(letter) ?? []));
}

const rows = '2024-01-01,1.5,2.5,1.25,2\n2024-01-02,2,2.5,1.5,1.75\n';

describe('a text that is not UTF-8', () => {
  it.each([
    ['gb18030', 'GBK', '日期,开盘,最高,最低,收盘'],
    ['big5', 'Big5', '日期,開盤,最高,最低,收盤'],
    ['shift_jis', 'Shift_JIS', '日付,始値,高値,安値,終値'],
    ['euc-jp', 'EUC-JP', '日付,始値,高値,安値,終値'],
    ['euc-kr', 'EUC-KR', '날짜,시가,고가,저가,종가'],
    ['windows-1252', 'Windows-1252', 'Data,Abertura,Máxima,Mínima,Último'],
    ['windows-1252', 'Windows-1252', 'Datum,Eröffnung,Höchst,Tiefst,Schluss'],
    ['windows-1250', 'Windows-1250', 'Data,Otwarcie,Najwyższy,Najniższy,Zamknięcie'],
    ['windows-1254', 'Windows-1254', 'Tarih,Açılış,Yüksek,Düşük,Şimdi'],
    ['windows-1251', 'Windows-1251', 'Дата,Откр.,Макс.,Мин.,Цена'],
    ['koi8-r', 'KOI8-R', 'Дата,Откр.,Макс.,Мин.,Цена'],
    ['windows-1253', 'Windows-1253', 'Ημερομηνία,Άνοιγμα,Υψηλό,Χαμηλό,Κλείσιμο'],
  ])('is read in %s, which is said', async (encoding, name, header) => {
    const { columns, notes } = await openContent('a.csv', encode(`${header}\n${rows}`, encoding));
    expect(columns.map((column) => column.name)).toEqual(header.split(','));
    expect(notes).toEqual([expect.stringContaining(`the text is read as ${name}`)]);
  });

  it.each(['utf-16le', 'utf-16be'])('is %s without a mark', async (encoding) => {
    const header = '日期,开盘,最高,最低,收盘';
    const text = `${header}\n${rows}`;
    const bytes = new Uint8Array(2 * text.length);
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < text.length; at++) {
      view.setUint16(2 * at, text.charCodeAt(at), encoding === 'utf-16le');
    }
    const { columns } = await openContent('a.csv', bytes);
    expect(columns.map((column) => column.name)).toEqual(header.split(','));
  });

  it('and in no language stays as it is, with what to do', async () => {
    const bytes = encode(`time,open,close\n1,2,3\n1,2,3\n`, 'windows-1252');
    bytes[bytes.length - 3] = 0xb5;
    const { notes } = await openContent('a.csv', bytes);
    expect(notes).toEqual([expect.stringContaining('save the file as UTF-8')]);
  });

  it('may have its only other characters in the last line', async () => {
    const bytes = encode(`time,open,close\n${'1,2,3\n'.repeat(20_000)}数据来源,x,y\n`, 'gb18030');
    const { notes } = await openContent('a.csv', bytes);
    expect(notes[0]).toContain('GBK');
  });
});

it('UTF-8 is read as it is, whatever its language', async () => {
  const { columns, notes } = await openContent('a.csv', `日期,Açılış,Цена\n1,2,3\n`);
  expect(columns.map((column) => column.name)).toEqual(['日期', 'Açılış', 'Цена']);
  expect(notes).toEqual([]);
});
