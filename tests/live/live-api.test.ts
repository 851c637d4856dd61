import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadPaperAccount } from '../../src/storage/paper-accounts';
import { loadPaperEquity } from '../storage/paper-records';
import type { TabquantDatabase } from '../../src/storage/schema';
import { StorageError } from '../../src/storage/storage-error';
import { createLiveApi } from '../../workers/live/live-api';
import type { Exchange } from '../servers/binance-server';
import { minuteMs, startAt } from '../servers/test-client';
import type { LiveEvent } from '../../workers/api/live';
import { askNoRule, openLiveTab, watchRequest } from './scene/open-client';
import { checkRecording } from '../../src/live/recording/replay';
import { fillStore } from '../storage/make-records';
import { openLiveScene } from './scene/open-scene';
import { type SteppedWorld, type WorldTab } from './scene/stepped-world';

let exchange: Exchange;
let database: TabquantDatabase;
let world: SteppedWorld;
let tab: WorldTab;
let asked: number;
let isBroken: boolean;

beforeEach(async () => {
  asked = 0;
  isBroken = false;
  ({ exchange, database, world } = await openLiveScene());
  tab = world.openTab();
  await world.advance(30_000);
});
afterEach(() => {
  vi.restoreAllMocks();
  return exchange.close();
});

/** The worker's API in `tab`, which counts how often the exchange's time is asked for and can lose its disk. */
function openApi() {
  const { ports } = tab;
  const { clock, accounts } = ports;
  return createLiveApi(
    (event, sink) => void sink(event),
    () =>
      Promise.resolve({
        database,
        ports: {
          ...ports,
          clock: {
            ...clock,
            synchronise(signal) {
              asked++;
              return clock.synchronise(signal);
            },
          },
          accounts: {
            ...accounts,
            journal: (entries) =>
              isBroken
                ? Promise.reject(new StorageError('quota', 'The space is used up.'))
                : accounts.journal(entries),
          },
        },
      }),
  );
}
const ignore = (): void => undefined;
const isTradedBy = ({ accounts }: Awaited<ReturnType<typeof openLiveTab>>) =>
  accounts.stored().map(({ isViewer }) => !isViewer);

test.each([
  ['a recording', { ...watchRequest, isRecording: true }],
  ['another watch list', { ...watchRequest, symbols: ['BTCUSDT'] }],
  ['another model', { ...watchRequest, models: { BTCUSDT: 'm2' } }],
])(
  'a tab that begins %s keeps its account, and gives it up when it disconnects',
  async (_, request) => {
    const api = openApi();
    await api.connect(watchRequest, ignore, askNoRule);
    const other = await openLiveTab(world);
    await world.advance(3 * minuteMs);
    expect(isTradedBy(other)).toEqual([false]);

    await api.connect(request, ignore, askNoRule);
    await world.advance(3 * minuteMs);
    expect(isTradedBy(other)).toEqual([false]);

    await api.disconnect();
    await world.advance(3 * minuteMs);
    expect(isTradedBy(other)).toEqual([true]);
    await other.runner.stop();
    const { time } = await loadPaperEquity(database, 'champion');
    expect([...time]).toEqual(Array.from({ length: 9 }, (_, bar) => startAt + bar * minuteMs));
    expect((await loadPaperAccount(database, 'champion')).engine.record.bars).toBe(9);
  },
);

test('an account whose symbol is watched no more falls to the tab that waits for it', async () => {
  const api = openApi();
  await api.connect(watchRequest, ignore, askNoRule);
  const other = await openLiveTab(world);
  await api.connect({ ...watchRequest, symbols: ['ETHUSDT'] }, ignore, askNoRule);
  await world.advance(3 * minuteMs);
  expect(isTradedBy(other)).toEqual([true]);
  await api.disconnect();
  await other.runner.stop();
});

test('bars that cannot be kept at the end are told, and other tabs get the account', async () => {
  const api = openApi();
  const log: string[] = [];
  const note = (event: LiveEvent) => {
    if (event.kind === 'log') log.push(...event.entries.map(({ text }) => text));
  };
  await api.connect(watchRequest, note, askNoRule);
  await world.advance(2 * minuteMs);
  isBroken = true;
  await world.advance(minuteMs);
  const told = expect.stringMatching(
    /^Not kept: the last bar of .* The space is used up\.$/,
  ) as string;
  await expect(api.disconnect()).rejects.toMatchObject({ name: 'JournalError', message: told });
  expect(log).toContainEqual(told);
  const other = await openLiveTab(world);
  expect(isTradedBy(other)).toEqual([true]);
  await other.runner.stop();
});

test('bars that cannot be kept do not keep the next session from starting', async () => {
  const api = openApi();
  await api.connect(watchRequest, ignore, askNoRule);
  await world.advance(2 * minuteMs);
  isBroken = true;
  await world.advance(minuteMs);
  await api.connect({ ...watchRequest, isRecording: true }, ignore, askNoRule);
  isBroken = false;
  await world.advance(2 * minuteMs);
  await api.disconnect();
  const { time } = await loadPaperEquity(database, 'champion');
  expect([...time]).toEqual(Array.from({ length: 5 }, (_, bar) => startAt + bar * minuteMs));
});

test('a recording is stored when it ends, and is there for the next visit until it is discarded', async () => {
  const api = openApi();
  await api.connect({ ...watchRequest, isRecording: true }, ignore, askNoRule);
  await world.advance(2 * minuteMs);
  expect((await api.listRecordings()).recordings).toMatchObject([
    { isRunning: true, isSafe: false },
  ]);
  await api.disconnect();

  const next = openApi();
  const [{ id, ...stored }] = (await next.listRecordings()).recordings;
  expect(stored).toMatchObject({ symbols: watchRequest.symbols, isRunning: false, isSafe: true });
  const text = await (await next.exportRecording(id)).text();
  expect(stored.characters).toBe(text.length);
  expect((await checkRecording(text)).verdict).toBe('equal');

  await next.discardRecording(id);
  expect((await next.listRecordings()).recordings).toEqual([]);
  await expect(next.exportRecording(id)).rejects.toThrow(/no longer exists/);
});

test('a recording that finds no space when it ends stays in the tab, to be exported', async () => {
  const api = openApi();
  await api.connect({ ...watchRequest, isRecording: true }, ignore, askNoRule);
  await world.advance(2 * minuteMs);
  fillStore('recordings');
  await api.disconnect();
  const [{ id, ...held }] = (await api.listRecordings()).recordings;
  expect(held).toMatchObject({ isRunning: false, isSafe: false });
  const text = await (await api.exportRecording(id)).text();
  expect((await checkRecording(text)).verdict).toBe('equal');
});

test('the time of a reset is asked for, unless a session that runs knows it', async () => {
  const api = openApi();
  await api.connect(watchRequest, ignore, askNoRule);
  expect(asked).toBe(1);
  await api.resetAccount('champion');
  expect(asked).toBe(1);
  await api.disconnect();
  await api.resetAccount('champion');
  expect(asked).toBe(2);
});
