import fc from 'fast-check';
import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { type DownloadRequest, keyDownload } from '../../../src/core/download';
import { saveCheckpoint } from '../../../src/storage/checkpoints';
import { listDownloads, loadPages, saveDownload, savePage } from '../../../src/storage/downloads';
import { keepFunding } from '../../../src/storage/funding';
import { listDatasets, loadBars } from '../../../src/storage/datasets';
import { loadModel, listModels, renameModel, saveModel } from '../../../src/storage/models';
import { createPaperAccount, listPaperAccounts } from '../../../src/storage/paper-accounts';
import { journalPaperSteps, loadPaperRun } from '../../../src/storage/paper-journal';
import { saveDataset } from '../../../src/storage/save-datasets';
import { listRecordings, loadRecording, saveRecording } from '../../../src/storage/recordings';
import type { StoredPage, TabquantDatabase } from '../../../src/storage/schema';
import { beginStudy, loadStudy, saveStudyPart } from '../../../src/storage/studies';
import { deleteDataset } from '../../../src/storage/trash';
import { appendTrials, loadLedger } from '../../../src/storage/trials';
import { collectWorkspace } from '../../../src/storage/workspace/collect-workspace';
import { decodeValue, encodeValue } from '../../../src/storage/workspace/encode-values';
import { mergeWorkspace } from '../../../src/storage/workspace/merge-workspace';
import { makeTrial } from '../../core/verdict/make-trials';
import { makeEntry, makeTrade, openAccount } from '../paper-records';
import {
  makeBars,
  makeCheckpoint,
  makeDataset,
  makeModel,
  makeRecording,
  makeStudy,
  makeWeights,
  openFresh,
} from '../make-records';

const quiet = () => undefined;

/** Two datasets, one of them with funding, two models, a study, an unfinished training and download, two accounts, two tries and a recording. */
async function fillWorkspace(database: TabquantDatabase): Promise<void> {
  const { id } = await saveDataset(database, makeDataset());
  await saveDataset(database, makeDataset({ bars: makeBars(9, 50), name: 'second' }));
  await keepFunding(database, 'BTCUSDT', { time: [1_704_067_200_000], rate: [0.0001] });
  const outputs = { probability: Float32Array.of(0.4, NaN, 0.6), weights: makeWeights() };
  await saveModel(database, makeModel(id), makeWeights(), outputs.probability);
  const none = [NaN, NaN] as const;
  const { test: report } = makeModel(id);
  const second = {
    id: 'model-2',
    name: 'second model',
    test: { ...report, auc: NaN, aucCi: none },
  };
  await saveModel(database, makeModel(id, second), makeWeights(), undefined);
  await beginStudy(database, makeStudy(id));
  const block = { bars: { start: 2, end: 5 }, labels: { start: 2, end: 4 } };
  const part = { tests: [block], auc: 0.51, epochs: 3, seconds: 2 };
  await saveStudyPart(database, 'study', part, outputs, { savedAt: 2000 });
  await saveCheckpoint(database, makeCheckpoint({ datasetId: id }));
  const first = { id: 'one', name: 'First', modelId: 'model-1' };
  const state = await createPaperAccount(database, openAccount(first));
  await createPaperAccount(database, openAccount({ id: 'two', name: 'Second', createdAt: 2000 }));
  await journalPaperSteps(database, [makeEntry(state, 1, [makeTrade(0, 1)])]);
  const tries = [makeTrial({ key: 'a', modelId: 'model-1' }), makeTrial({ key: 'b' })];
  await appendTrials(database, tries);
  await saveDownload(database, { request, barsTotal: 3000, now: 1000 });
  await savePage(database, makePage(0), 1000);
  await savePage(database, makePage(2), 1000);
  await saveRecording(database, makeRecording('what happened'));
}
const firstTime = makeBars(1).openTime[0];
const request: DownloadRequest = {
  exchange: 'binance',
  symbol: 'BTCUSDT',
  interval: '1m',
  from: firstTime,
  to: firstTime + 3000 * 60_000,
};

/** One of three pages of 1,000 minutes of the download, of which three have bars. */
function makePage(place: number): StoredPage {
  const from = firstTime + place * 1000 * 60_000;
  const { openTime, ...bars } = makeBars(3);
  return {
    downloadId: keyDownload(request),
    from,
    to: from + 1000 * 60_000,
    bars: { ...bars, openTime: openTime.map((time) => time - firstTime + from) },
  };
}
const settings = { 'tabquant.training': '{"seed":7}', 'tabquant.rules': '[]' };
const name = 'mine.tabquant';

async function bytesOf(file: Blob): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer());
}

describe('a value of the database', () => {
  test('comes back from its bytes as it was', async () => {
    // Names that `parseJson` drops are none of ours.
    const key = fc.string().filter((one) => !/^(__proto__|constructor|prototype)$/.test(one));
    const plain = fc.anything({
      key,
      withTypedArray: false,
      withNullPrototype: false,
      maxDepth: 4,
    });
    await fc.assert(
      fc.asyncProperty(plain, async (value) => {
        const there = await decodeValue(encodeValue(value));
        expect(there).toEqual(value);
        expect(await bytesOf(encodeValue(there))).toEqual(await bytesOf(encodeValue(value)));
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  test('keeps numbers that JSON has no form of, arrays, blobs, and names with a meaning here', async () => {
    const value = {
      $: 'number',
      numbers: [NaN, -0, Infinity, -Infinity, 0.1],
      weights: Float32Array.of(1, NaN, -0),
      bars: Float64Array.of(1, 2).subarray(1),
      nested: { $: { $: 'blob', bytes: 9 } },
      gone: undefined,
      bytes: new Blob(['abc']),
    };
    const there = (await decodeValue(encodeValue(value))) as typeof value;
    const { bytes, ...rest } = there;
    const { bytes: _, ...expected } = value;
    expect(rest).toEqual(expected);
    expect(await bytes.text()).toBe('abc');
    expect(Object.is(there.numbers[1], -0)).toBe(true);
  });
});

describe('a workspace', () => {
  let database: TabquantDatabase;
  let file: Blob;

  beforeEach(async () => {
    database = await openFresh();
    await fillWorkspace(database);
    file = await collectWorkspace(database, settings, quiet);
  });

  test('is the same bytes after it was opened in an empty browser', async () => {
    const empty = await openFresh();
    const merged = await mergeWorkspace(empty, file, name, quiet);
    expect(merged).toEqual({
      datasets: 2,
      models: 2,
      accounts: 2,
      studies: 1,
      trials: 2,
      downloads: 1,
      recordings: 1,
      settings,
    });
    const again = await collectWorkspace(empty, merged.settings, quiet);
    expect(await bytesOf(again)).toEqual(await bytesOf(file));
  });

  test('gives bars, weights, studies, accounts and the ledger back to the last bit', async () => {
    const empty = await openFresh();
    await mergeWorkspace(empty, file, name, quiet);
    const [dataset] = await listDatasets(database);
    expect(await loadBars(empty, dataset.id)).toEqual(await loadBars(database, dataset.id));
    expect(await loadModel(empty, 'model-1')).toEqual(await loadModel(database, 'model-1'));
    expect(await loadStudy(empty, 'study')).toEqual(await loadStudy(database, 'study'));
    expect(await listPaperAccounts(empty)).toEqual(await listPaperAccounts(database));
    expect(await loadPaperRun(empty, 'one')).toEqual(await loadPaperRun(database, 'one'));
    expect(await loadLedger(empty)).toEqual(await loadLedger(database));
    expect((await loadLedger(empty)).broken).toBeUndefined();
    expect(await listDownloads(empty)).toEqual(await listDownloads(database));
    const id = keyDownload(request);
    expect(await loadPages(empty, id)).toEqual(await loadPages(database, id));
    const [{ id: recordingId }] = (await listRecordings(empty)).kept;
    expect(await (await loadRecording(empty, recordingId)).text()).toBe('what happened');
  });

  test('gives a download that is here, too, the times that it has not fetched, and keeps its own', async () => {
    const other = await openFresh();
    await saveDownload(other, { request, barsTotal: 3000, now: 5000 });
    const own = { ...makePage(2), bars: makeBars(7, 55) };
    await savePage(other, { ...own, from: own.from + 500 * 60_000 }, 5000);
    const merged = await mergeWorkspace(other, file, name, quiet);
    expect(merged.downloads).toBe(0);
    const [info] = (await listDownloads(other)).kept;
    expect(info).toMatchObject({ barsDone: 1500, savedAt: 5000 });
    const pages = await loadPages(other, info.id);
    expect(pages.map(({ bars }) => bars.openTime.length)).toEqual([3, 7]);
  });

  test('of release 1.0.0, which had neither downloads nor recordings, still opens', async () => {
    const old = await openAsBlob(
      join(import.meta.dirname, '../../fixtures/workspace-1.0.0.tabquant'),
    );
    const empty = await openFresh();
    const merged = await mergeWorkspace(empty, old, name, quiet);
    expect(merged).toEqual({
      datasets: 2,
      models: 2,
      accounts: 2,
      studies: 1,
      trials: 2,
      downloads: 0,
      recordings: 0,
      settings,
    });
    const ids = (await listDatasets(database)).map(({ id }) => id);
    expect((await listDatasets(empty)).map(({ id }) => id)).toEqual(ids);
    expect(await loadModel(empty, 'model-1')).toEqual(await loadModel(database, 'model-1'));
  });

  test('of a later version is refused with what to do', async () => {
    const bytes = await bytesOf(file);
    const later = new TextEncoder().encode('{"version":3');
    bytes.set(later, 16);
    await expect(
      mergeWorkspace(database, new Blob([bytes as BlobPart]), name, quiet),
    ).rejects.toThrow(
      `${name} has version 3; this page reads versions up to 2. Reload the page to get its newest version.`,
    );
  });

  test('adds nothing where all of it is there, also when it is opened again', async () => {
    for (let time = 0; time < 2; time++) {
      const merged = await mergeWorkspace(database, file, name, quiet);
      expect(merged).toMatchObject({ datasets: 0, models: 0, accounts: 0, studies: 0, trials: 0 });
      expect(merged).toMatchObject({ downloads: 0, recordings: 0 });
    }
    expect(await bytesOf(await collectWorkspace(database, settings, quiet))).toEqual(
      await bytesOf(file),
    );
  });

  test('keeps both where a model of the same id differs, and the name that a person gave here', async () => {
    const other = await openFresh();
    const info = makeModel('ab', { id: 'model-1', name: 'mine' });
    await saveModel(
      other,
      info,
      [{ name: 'kernel', shape: [1], values: Float32Array.of(9) }],
      undefined,
    );
    const merged = await mergeWorkspace(other, file, name, quiet);
    expect(merged.models).toBe(2);
    await mergeWorkspace(other, file, name, quiet);
    const names = (await listModels(other)).map((model) => model.name).sort();
    expect(names).toEqual(['a model (2)', 'mine', 'second model']);

    await renameModel(database, 'model-1', 'renamed here');
    await mergeWorkspace(database, file, name, quiet);
    expect((await loadModel(database, 'model-1')).info.name).toBe('renamed here');
  });

  test('keeps both where a paper account of the same id went on here', async () => {
    const [account] = (await listPaperAccounts(database)).filter(
      ({ account: { id } }) => id === 'one',
    );
    await journalPaperSteps(database, [makeEntry(account, 2)]);
    const merged = await mergeWorkspace(database, file, name, quiet);
    expect(merged.accounts).toBe(1);
    expect((await mergeWorkspace(database, file, name, quiet)).accounts).toBe(0);
    const accounts = (await listPaperAccounts(database)).map((one) => one.account);
    expect(accounts.map((one) => one.name).sort()).toEqual(['First', 'First (2)', 'Second']);
    expect(accounts.filter(({ role }) => role === 'champion')).toHaveLength(1);
    const copy = accounts.find((one) => one.name === 'First (2)');
    expect((await loadPaperRun(database, copy?.id ?? '')).equity).toHaveLength(1);
    expect((await loadPaperRun(database, 'one')).equity).toHaveLength(2);
  });

  test('brings back what lies in the trash, and appends tries to those that are here', async () => {
    const [dataset] = await listDatasets(database);
    await deleteDataset(database, dataset.id, 5);
    const other = await openFresh();
    await appendTrials(other, [makeTrial({ key: 'another' })]);
    await mergeWorkspace(other, file, name, quiet);
    const ledger = await loadLedger(other);
    expect(ledger.trials.map(({ key }) => key)).toEqual(['another', 'a', 'b']);
    expect(ledger.broken).toBeUndefined();
    await mergeWorkspace(database, file, name, quiet);
    expect((await listDatasets(database)).map(({ id }) => id)).toContain(dataset.id);
  });

  test('that is damaged anywhere is refused by name and changes nothing', async () => {
    const bytes = await bytesOf(file);
    const place = fc.integer({ min: 0, max: bytes.length - 1 });
    const empty = await openFresh();
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const damaged = bytes.slice();
        damaged[at] ^= change;
        await expect(mergeWorkspace(empty, new Blob([damaged]), name, quiet)).rejects.toThrow(name);
      }),
      {
        numRuns: 60,
        seed: 1,
        examples: [
          [0, 1],
          [9, 1],
          [20, 1],
          [bytes.length - 1, 1],
        ],
      },
    );
    for (const share of [0, 0.001, 0.5, 0.99]) {
      const cut = new Blob([bytes.slice(0, Math.floor(share * bytes.length))]);
      await expect(mergeWorkspace(empty, cut, name, quiet)).rejects.toThrow(name);
    }
    await expect(
      mergeWorkspace(empty, new Blob([bytes as BlobPart, 'x']), name, quiet),
    ).rejects.toThrow(/is damaged: it has/);
    for (const store of ['datasets', 'models', 'trials', 'paperAccounts'] as const) {
      expect(await empty.count(store)).toBe(0);
    }
  });

  test('tells how far it is, to the end', async () => {
    const told: number[] = [];
    await collectWorkspace(database, settings, (done, total) => told.push(done / total));
    expect(told.at(-1)).toBe(1);
    const opened: number[] = [];
    await mergeWorkspace(await openFresh(), file, name, (done, total) => opened.push(done / total));
    expect(opened.at(-1)).toBe(1);
    expect([...opened].sort((a, b) => a - b)).toEqual(opened);
  });
});
