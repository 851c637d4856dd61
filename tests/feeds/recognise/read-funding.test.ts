import { describe, expect, it } from 'vitest';
import { importWith } from '../import-one';

const start = Date.UTC(2024, 0, 1);
const eightHoursMs = 8 * 3_600_000;
const funding = async (name: string, text: string) => {
  const result = await importWith([new File([text], name)]);
  return result.kind === 'bars' ? result.funding : result;
};
const rates = {
  time: [start, start + eightHoursMs],
  rate: [0.00004987, -0.00014706],
};

describe('funding rates are read', () => {
  it('from an archive of Binance', async () => {
    const text = `calc_time,funding_interval_hours,last_funding_rate
${start},8,0.00004987
${start + eightHoursMs + 3},8,-0.00014706
`;
    expect(await funding('BTCUSDT-fundingRate-2024-01.csv', text)).toEqual([
      { symbol: 'BTCUSDT', rates },
    ]);
  });

  it('from an answer of Binance, a symbol each', async () => {
    const row = (symbol: string, fundingTime: number, fundingRate: string) => ({
      symbol,
      fundingTime,
      fundingRate,
      markPrice: '42313.90000000',
    });
    const text = JSON.stringify([
      row('BTCUSDT', start, '0.00004987'),
      row('ETHUSDT', start, '0.00010000'),
      row('BTCUSDT', start + eightHoursMs + 1, '-0.00014706'),
    ]);
    expect(await funding('fundingRate.json', text)).toEqual([
      { symbol: 'BTCUSDT', rates },
      { symbol: 'ETHUSDT', rates: { time: [start], rate: [0.0001] } },
    ]);
  });

  it('from JSON of freqtrade, whose open is the rate', async () => {
    const text = JSON.stringify([
      [start, 0.00004987, 0, 0, 0, 0],
      [start + eightHoursMs, -0.00014706, 0, 0, 0, 0],
    ]);
    expect(await funding('BTC_USDT_USDT-8h-funding_rate.json', text)).toEqual([
      { symbol: 'BTCUSDT', rates },
    ]);
  });

  it('or refused, where there is no rate', async () => {
    const text = 'calc_time,funding_interval_hours\n1704067200000,8\n1704096000003,8\n';
    expect(await funding('BTCUSDT-fundingRate-2024-01.csv', text)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('no column of rates'),
    });
  });
});
