import { describe, expect, it } from 'vitest';
import { languages } from '../../../../src/feeds/recognise/columns/languages';
import { matchNames } from '../../../../src/feeds/recognise/columns/match-names';

/** What names become: the names of the time, open, high, low, close, volume and quote volume, in this order. */
function match(names: readonly string[]): readonly (string | undefined)[] {
  const { columns, times } = matchNames(names, '');
  const { open, high, low, close, volume, quoteVolume } = columns;
  return [times[0]?.position, open, high, low, close, volume, quoteVolume].map((position) =>
    position === undefined ? undefined : names[position],
  );
}

describe('names of other languages', () => {
  // Heads of Investing.com: time, close, open, high, low, volume, change.
  it.each([
    ['English', 'Date|Price|Open|High|Low|Vol.|Change %'],
    ['German', 'Datum|Zuletzt|Eröffn.|Hoch|Tief|Vol.|+/- %'],
    ['French', 'Date|Dernier|Ouv.| Plus Haut|Plus Bas|Vol.|Variation %'],
    ['Spanish', 'Fecha|Último|Apertura|Máximo|Mínimo|Vol.|% var.'],
    ['Italian', 'Data|Ultimo|Apertura|Massimo|Minimo|Vol.|Var. %'],
    ['Portuguese', 'Data|Último|Abertura|Máxima|Mínima|Vol.|Var%'],
    ['Dutch', 'Datum|Laatste|Open|Hoog|Laag|Vol.|Verschil %'],
    ['Polish', 'Data|Ostatnio|Otwarcie|Max.|Min.|Wol.|Zmiana%'],
    ['Swedish', 'Datum|Senaste|Öppning|Högst|Lägst|Vol.|+/- %'],
    ['Turkish', 'Tarih|Şimdi|Açılış|Yüksek|Düşük|Hac.|Fark %'],
    ['Russian', 'Дата|Цена|Откр.|Макс.|Мин.|Объём|Изм. %'],
    ['Japanese', '日付け|終値|始値|高値|安値|出来高|変化率 %'],
    ['Korean', '날짜|종가|시가|고가|저가|거래량|변동 %'],
    ['Korean, another', '날짜|종가|오픈|고가|저가|거래량|변동 %'],
    ['Chinese', '日期|收盘|开盘|高|低|交易量|涨跌幅'],
    ['Chinese, traditional', '日期|收市|開市|高|低|成交量|更改%'],
    ['Thai', 'วันเดือนปี|ล่าสุด|เปิด|สูงสุด|ต่ำสุด|ปริมาณ|% เปลี่ยน'],
    ['Vietnamese', 'Ngày|Lần cuối|Mở|Cao|Thấp|KL|% Thay đổi'],
    ['Indonesian', 'Tanggal|Terakhir|Pembukaan|Tertinggi|Terendah|Vol.|Perubahan%'],
    ['Hebrew', 'תאריך|שער|פתיחה|גבוה|נמוך|נפח|שינוי %'],
    ['Arabic', 'التاريخ|الأخير|مفتوح|مرتفع|منخفض|الحجم|نسبة التغيير %'],
  ])('are known in a file of Investing.com: %s', (_, head) => {
    const names = head.split('|');
    const [time, close, open, high, low, volume] = names;
    expect(match(names)).toEqual([time, open, high, low, close, volume, undefined]);
  });

  it.each([
    ['stooq in Polish', 'Data|Otwarcie|Najwyzszy|Najnizszy|Zamkniecie|Wolumen'],
    ['stooq in Polish, with accents', 'Data|Otwarcie|Najwyższy|Najniższy|Zamknięcie|Wolumen'],
    ['a Chinese terminal', '时间|开盘|最高|最低|收盘|成交量|成交额'],
    ['a Korean broker', '일자|시가|고가|저가|종가|거래량|거래대금'],
    ['a Japanese broker', '日付|始値|高値|安値|終値|出来高|売買代金'],
    ['a German broker', 'Datum|Erster|Hoch|Tief|Schlusskurs|Stuecke'],
    ['Yahoo in Spanish', 'Fecha|Abrir|Máx.|Mín.|Cierre*|Volumen'],
    ['Yahoo in French', 'Date|Ouverture|Élevé|Faible|Clôture*|Volume'],
    ['a Russian broker', 'Дата|Открытие|Максимум|Минимум|Закрытие|Объем'],
    ['a Ukrainian broker', 'Дата|Відкриття|Максимум|Мінімум|Закриття|Обсяг'],
    ['Barchart', 'Time|Open|High|Low|Latest|Volume'],
    ['Deribit', 'ticks|open|high|low|close|volume|cost'],
    ['the Moscow exchange', 'begin|open|high|low|close|volume|value'],
    ['Polygon', 't|o|h|l|c|v'],
    ['bids', 'Date|BidOpen|BidHigh|BidLow|BidClose|Volume'],
  ])('are known in a file of %s', (_, head) => {
    const names = head.split('|');
    expect(match(names)).toEqual([...names, undefined].slice(0, 7));
  });

  it('mean one column each within a language', () => {
    for (const { language, open, high, low, close } of languages) {
      const words = [open, high, low, close].flatMap((list) => list.split('|'));
      expect([language, words.length]).toEqual([language, new Set(words).size]);
    }
  });
});
