import { describe, expect, it } from 'vitest';
import { makeTableOf } from '../../make-table';
import { makeColumns } from '../../make-files';
import { questionOf, sureOf, type Cells } from '../recognition-of';

const count = 30;
const { open_time, ...whole } = makeColumns(count);
const [open, high, low, close] = [whole.open, whole.high, whole.low, whole.close].map((prices) =>
  prices.map((price) => price + 0.25),
);
const middle = open.map((_, row) => (high[row] + low[row]) / 2);
const base = open.map((_, row) => Number((0.37 + ((row * 7) % 11) / 3).toFixed(6)));
const zeros = base.map(() => 0);

const times = (values: readonly number[], factor: number) =>
  values.map((value) => Number((value * factor).toFixed(6)));
const quoteOf = (values: readonly number[], factor = 1) =>
  values.map((value, row) => Number((value * middle[row] * factor).toFixed(6)));

/** What becomes of the amounts that stand beside plain prices: names of the columns, factor and notes. */
function read(amounts: Cells) {
  const cells: Cells = { time: open_time, open, high, low, close, ...amounts };
  const { mapping, notes } = sureOf(makeTableOf(cells));
  const names = Object.keys(cells);
  const { volume, quoteVolume, takerBuyBase, takerBuyQuote } = mapping.columns;
  const nameOf = (position: number | undefined) => (position === undefined ? '-' : names[position]);
  return {
    volume: nameOf(volume),
    quote: nameOf(quoteVolume),
    takers: [nameOf(takerBuyBase), nameOf(takerBuyQuote)],
    factor: mapping.volumeFactor ?? 1,
    extras: mapping.extras.map((position) => names[position]),
    notes: notes.join('\n'),
  };
}

describe('a volume', () => {
  it('is taken as it is where quote volume / volume is a price', () => {
    expect(read({ volume: base, quote_volume: quoteOf(base) })).toMatchObject({
      volume: 'volume',
      quote: 'quote_volume',
      factor: 1,
    });
  });

  it.each(['VOL', '<VOL>', 'Volume', 'real_volume'])(
    'called %s that is 0 throughout is passed over for ticks, which is said',
    (name) => {
      const found = read({ [name]: zeros, '<TICKVOL>': base.map((_, row) => 460 + row) });
      expect(found.volume).toBe('<TICKVOL>');
      expect(found.extras).not.toContain('<TICKVOL>');
      expect(found.notes).toContain('the volume counts ticks');
      if (name !== 'real_volume') {
        expect(found.notes).toContain(`column "${name}" is not taken as the volume: it is 0`);
      }
    },
  );

  it('that is 0 throughout stays where there is no other', () => {
    expect(read({ volume: zeros, spread: base }).volume).toBe('volume');
  });

  it('that holds times is not taken', () => {
    const closeTime = open_time.map((time) => time + 59_999);
    const found = read({ volume: closeTime, vol: base });
    expect(found.volume).toBe('vol');
    expect(found.notes).toContain('column "volume" is not taken as the volume: it holds times');
    expect(read({ volume: closeTime }).volume).toBe('-');
  });

  it('whose cells are no numbers is not taken', () => {
    const found = read({ volume: base.map((_, row) => `word ${'abc'[row % 3]}`) });
    expect([found.volume, found.notes]).toEqual(['-', expect.stringContaining('are no numbers')]);
  });

  it('of contracts of 100 gives way to the column in coins, takers with it', () => {
    const contracts = base.map((value, row) => Math.round((value * 1000 * middle[row]) / 100) + 1);
    const coins = contracts.map((value, row) => (value * 100) / middle[row]);
    const found = read({
      volume: contracts,
      quote_volume: coins,
      taker_buy_volume: contracts,
      taker_buy_quote_volume: coins.map((value) => value / 2),
    });
    expect(found).toMatchObject({
      volume: 'quote_volume',
      quote: '-',
      takers: ['taker_buy_quote_volume', '-'],
    });
    expect(found.notes).toContain('it counts contracts of 100 of the quote currency');
  });

  it('in the quote currency gives way to a column in coins, whatever that is called', () => {
    const quote = quoteOf(base);
    const satoshi = base.map((value) => Math.round(value * 1e8));
    const found = read({
      volume: quote,
      turnover: satoshi,
      homeNotional: base,
      foreignNotional: quote,
    });
    expect(found).toMatchObject({ volume: 'homeNotional', quote: 'foreignNotional' });
    expect(found.notes).toContain('column "volume" is not taken as the volume');
    expect(read({ volume: quote, amount: base })).toMatchObject({
      volume: 'amount',
      quote: 'volume',
    });
  });

  it('in satoshi is converted', () => {
    const satoshi = base.map((value) => Math.round(value * 1e10));
    const found = read({ volume: satoshi, turnover: quoteOf(satoshi, 1e-8) });
    expect(found).toMatchObject({ volume: 'volume', quote: 'turnover', factor: 1e-8 });
    expect(found.notes).toContain('it is converted');
  });

  /** Factors of the readings: of whole volumes whose quote volume is `unit` times what prices allow. */
  function factorsOf(unit: number, file: string): readonly number[] {
    const volume = base.map((value) => Math.round((value * 100) / Math.min(unit, 1)));
    const cells = {
      time: open_time,
      open,
      high,
      low,
      close,
      volume,
      turnover: quoteOf(volume, unit),
    };
    const question = questionOf(makeTableOf(cells), file);
    expect(question.reasons.join(' ')).toContain('one of the two is in another unit');
    return question.readings.map(({ mapping }) => mapping.volumeFactor ?? 1);
  }

  it.each([
    ['lots of 100', 100, 'bars.csv', [100, 1]],
    ['contracts of a thousandth', 0.001, 'BTCUSDT-1m.csv', [0.001, 1]],
    ['shares with amounts in thousands', 0.001, 'bars.csv', [1, 0.001]],
    ['lots with amounts in thousands', 0.1, 'bars.csv', [1, 0.1, 100]],
    ['lots with amounts in ten thousands', 0.01, 'SZ000002-1d.csv', [100, 1, 0.01]],
  ])(
    'in %s is asked about, since a quote volume in another unit looks alike',
    (_, unit, file, factors) => {
      expect(factorsOf(unit, file)).toEqual(factors);
    },
  );

  it.each([
    ['Volume (thousands)', 1000],
    ['Volume (in millions)', 1e6],
    ['成交量(万股)', 1e4],
    ['Volumen (miles)', 1000],
  ])('called %s is converted, which is said', (name, factor) => {
    const found = read({ [name]: base });
    expect(found).toMatchObject({ volume: name, factor });
    expect(found.notes).toContain('says that it is in units of');
  });

  it('in thousands leaves out a quote volume that is in thousands, too', () => {
    const found = read({ 'Volume (thousands)': base, turnover: quoteOf(base) });
    expect(found).toMatchObject({ volume: 'Volume (thousands)', quote: '-', factor: 1000 });
  });

  it('that may be in another unit, as its quote volume may, is not taken', () => {
    const found = read({ volume: base, turnover: quoteOf(base, 0.001) });
    expect(found).toMatchObject({ volume: '-', quote: '-' });
    expect(found.notes).toContain('one of them is in another unit');
  });
});

describe('a quote volume', () => {
  it('in another unit than volume and prices allow is not taken', () => {
    const whole = quoteOf(base, 1e8).map(Math.round);
    const found = read({ volume: base, turnover: whole });
    expect(found).toMatchObject({ volume: 'volume', quote: '-' });
    expect(found.notes).toContain('column "turnover" is not taken as the quote volume');
  });

  it('of no size that fits is not taken', () => {
    const odd = quoteOf(base).map((value, row) => value * (3 + ((row * 5) % 7)));
    const found = read({ volume: base, turnover: odd });
    expect(found).toMatchObject({ volume: 'volume', quote: '-' });
    expect(found.notes).toContain('it is no price times "volume"');
  });

  it('that is 0 beside a volume that is not is not taken', () => {
    expect(read({ volume: base, turnover: zeros })).toMatchObject({ volume: 'volume', quote: '-' });
  });

  it('is not made of a feature where nothing is wrong with the volume', () => {
    const found = read({ volume: base, dollar_vol: times(quoteOf(base), 1) });
    expect(found).toMatchObject({ volume: 'volume', quote: '-', extras: ['dollar_vol'] });
  });
});
