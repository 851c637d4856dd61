import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasRealData, realDataPath, skipNote } from '../feeds/real-data';
import { startExchangeCommand, type ExchangeCommand } from './exchange-command';
import { fetchJson, minuteMs } from './test-client';

const command: ExchangeCommand = { port: 0, speed: 0, archives: [], seed: 1 };

test('invented markets have 90 days behind them and a month before them', async () => {
  const now = Date.parse('2025-06-15T10:00:00Z');
  const exchange = await startExchangeCommand({ ...command, start: '2025-06-15T10:00:00Z' });
  expect(exchange.clock.now()).toBe(now);
  const { openTime } = exchange.readClosedBars('BTCUSDT', '1m');
  expect(openTime[0]).toBe(Date.parse('2025-03-17T00:00:00Z'));
  expect(openTime.at(-1)).toBe(now - minuteMs);
  await exchange.advance(29 * 86_400_000);
  const later = exchange.readClosedBars('BTCUSDT', '1d');
  expect(later.openTime.at(-1)).toBe(Date.parse('2025-07-13T00:00:00Z'));
  await exchange.close();
});

test.skipIf(!hasRealData)(`archives start in their middle${skipNote}`, async () => {
  const archives = [realDataPath('btcusdt-spot/BTCUSDT-1m-2025-06-15.zip')];
  const exchange = await startExchangeCommand({ ...command, archives });
  expect(exchange.clock.now()).toBe(Date.parse('2025-06-15T12:00:00Z'));
  const path = '/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1000';
  expect(await fetchJson(exchange, path)).toHaveLength(720);
  await exchange.close();
});

test('faults are read from a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'exchange-'));
  const faults = join(folder, 'faults.json');
  await writeFile(faults, '[{"kind":"rest-451"}]');
  const exchange = await startExchangeCommand({ ...command, faults });
  expect((await fetch(`${exchange.url}/api/v3/time`)).status).toBe(451);
  await exchange.close();
  await writeFile(faults, '[{"kind":"rain"}]');
  await expect(startExchangeCommand({ ...command, faults })).rejects.toThrow('rain');
  await rm(folder, { recursive: true });
});

test('a start that is no time is refused', async () => {
  await expect(startExchangeCommand({ ...command, start: 'soon' })).rejects.toThrow('was soon');
});
