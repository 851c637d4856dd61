import { describe, expect, it } from 'vitest';
import type { DamagedRecord, RecordKind } from '../../src/core/library';
import { defaultTrainingOptions } from '../../src/core/models/options';
import { defaultTcnSpec } from '../../src/core/models/tcn';
import { isJournaledBar, isTrade, tradeSchema } from '../../src/core/trading/account-schema';
import * as v from 'valibot';
import { listCheckpoints, loadCheckpoint, saveCheckpoint } from '../../src/storage/checkpoints';
import { listDownloads, loadPages, savePage, saveDownload } from '../../src/storage/downloads';
import {
  listAllModels,
  listModels,
  loadModel,
  loadPrediction,
  renameModel,
  saveModel,
} from '../../src/storage/models';
import {
  createPaperAccount,
  listDamagedAccounts,
  listPaperAccounts,
  loadPaperAccount,
  purgePaperAccounts,
} from '../../src/storage/paper-accounts';
import { journalPaperSteps, loadPaperRun, loadPaperTrades } from '../../src/storage/paper-journal';
import type { StoredCheckpoint, TabquantDatabase } from '../../src/storage/schema';
import { saveDataset } from '../../src/storage/save-datasets';
import { beginStudy, listStudies, loadStudy } from '../../src/storage/studies';
import { removeRecord } from '../../src/storage/trash';
import {
  makeBars,
  makeDataset,
  makeModel,
  makeStudy,
  makeWeights,
  openFresh,
} from './make-records';
import { makeEntry, makeTrade, openAccount } from './paper-records';

const minute = 60_000;
const probability = Float32Array.of(0.5);

function makeCheckpoint(id: string): StoredCheckpoint {
  const options = defaultTrainingOptions;
  const request = { datasetId: 'd', spec: defaultTcnSpec, options, label: 'direction' } as const;
  return {
    id,
    datasetId: 'd',
    request: { ...request, horizonBars: 10, backend: 'auto' },
    epochsDone: 1,
    savedAt: Date.UTC(2024, 4, 1),
    checkpoint: {
      epochs: [],
      bestWeights: makeWeights(),
      parameters: Float32Array.of(1),
      optimizer: { steps: 9, mean: new Float32Array(1), meanSquare: new Float32Array(1) },
      seconds: 4,
    },
  };
}

async function addDownload(database: TabquantDatabase, symbol: string) {
  const request = { exchange: 'binance', symbol, interval: '1m', from: 0, to: 9 * minute } as const;
  return saveDownload(database, { request, barsTotal: 9, now: 1 });
}

type StoreName = 'models' | 'checkpoints' | 'studies' | 'downloads' | 'paperAccounts';

/** Writes over one field of a stored record, which may lie within others. */
async function damage(
  database: TabquantDatabase,
  store: StoreName,
  id: string,
  path: readonly string[],
  value: unknown,
): Promise<void> {
  const record = structuredClone(await database.get(store, id)) as unknown;
  const parent = path
    .slice(0, -1)
    .reduce((at, name) => at[name] as Record<string, unknown>, record as Record<string, unknown>);
  parent[path.at(-1) ?? ''] = value;
  await database.put(store, record as never);
}

interface DamageCase {
  readonly kind: RecordKind;
  readonly store: StoreName;
  readonly add: (database: TabquantDatabase, id: string) => Promise<string>;
  /** Where a record is damaged, by what, and what is said of it. */
  readonly damages: readonly (readonly [readonly string[], unknown, string, string?])[];
  readonly list: (
    database: TabquantDatabase,
  ) => Promise<readonly [number, readonly DamagedRecord[]]>;
  readonly load: (database: TabquantDatabase, id: string) => Promise<unknown>;
  readonly name: string;
  readonly advice: RegExp;
}

const cases: readonly DamageCase[] = [
  {
    kind: 'model',
    store: 'models',
    async add(database, id) {
      await saveModel(database, makeModel('d', { id }), makeWeights(), probability);
      return id;
    },
    damages: [
      [['scaler'], null, 'its record has no readable scaler'],
      [['test', 'roc'], [{}], 'its record has no readable test.roc.0.falsePositiveRate'],
      [
        ['spec', 'kind'],
        'gru',
        'its record has no readable spec (kind must be a known one, was gru)',
      ],
      [['name'], 7, 'its record has no readable name', 'damaged'],
    ],
    async list(database) {
      const { kept, damaged } = await listAllModels(database);
      return [kept.length, damaged];
    },
    load: loadModel,
    name: 'a model',
    advice: /train it again/,
  },
  {
    kind: 'training',
    store: 'checkpoints',
    async add(database, id) {
      await saveCheckpoint(database, makeCheckpoint(id));
      return id;
    },
    damages: [
      [['request', 'options'], {}, 'its record has no readable request.options.chunkLabels'],
      [
        ['checkpoint', 'parameters'],
        [1],
        'its record has no readable checkpoint.parameters (must be an array of float32)',
      ],
      [['savedAt'], null, 'its record has no readable savedAt', 'An unfinished training'],
    ],
    async list(database) {
      const { kept, damaged } = await listCheckpoints(database);
      return [kept.length, damaged];
    },
    load: loadCheckpoint,
    name: 'The unfinished training of 2024-05-01 00:00 UTC',
    advice: /train again/,
  },
  {
    kind: 'study',
    store: 'studies',
    async add(database, id) {
      const { id: datasetId } = await saveDataset(database, makeDataset());
      await beginStudy(database, makeStudy(datasetId, { id, savedAt: Date.UTC(2024, 4, 1) }));
      return id;
    },
    damages: [
      [['parts'], [{}], 'its record has no readable parts.0.tests'],
      [['request', 'plan', 'kind'], 'other', 'its record has no readable request.plan.kind'],
      [['savedAt'], null, 'its record has no readable savedAt', 'A study'],
    ],
    async list(database) {
      const { kept, damaged } = await listStudies(database);
      return [kept.length, damaged];
    },
    load: loadStudy,
    name: 'The study of 2024-05-01 00:00 UTC',
    advice: /run it again/,
  },
  {
    kind: 'download',
    store: 'downloads',
    add: async (database, id) => (await addDownload(database, id)).id,
    damages: [
      [['barsDone'], 'many', 'its record has no readable barsDone'],
      [['request', 'from'], null, 'its record has no readable request.from'],
      [['request'], 1, 'its record has no readable request', 'An unfinished download'],
    ],
    async list(database) {
      const { kept, damaged } = await listDownloads(database);
      return [kept.length, damaged];
    },
    load: (database) => addDownload(database, 'damaged'),
    name: 'The download of damaged 1m',
    advice: /download again/,
  },
  {
    kind: 'account',
    store: 'paperAccounts',
    async add(database, id) {
      await createPaperAccount(database, openAccount({ id }));
      return id;
    },
    damages: [
      [['state', 'engine', 'balance'], NaN, 'its record has no readable state.engine.balance'],
      [
        ['state', 'engine', 'positions'],
        [{}],
        'its record has no readable state.engine.positions.0.side',
      ],
      [
        ['state', 'account', 'settings', 'capital'],
        -1,
        'its record has no readable state.account.settings ' +
          '(trading settings: capital must be a number from 100 to 10000000, was -1)',
      ],
      [['run'], 'first', 'its record has no readable run'],
      [['state'], 0, 'its record has no readable state', 'account damaged'],
    ],
    list: async (database) => [
      (await listPaperAccounts(database)).length,
      await listDamagedAccounts(database),
    ],
    load: loadPaperAccount,
    name: 'Champion',
    advice: /can be imported again/,
  },
];

describe.each(cases)(
  'a damaged $kind',
  ({ kind, store, add, damages, list, load, name, advice }) => {
    it.each(damages.map(([path, value, problem, called]) => ({ path, value, problem, called })))(
      'is listed beside the others: $problem',
      async ({ path, value, problem, called }) => {
        const database = await openFresh();
        await add(database, 'intact');
        const id = await add(database, 'damaged');
        await damage(database, store, id, path, value);
        const shown = { kind, id, name: called ?? name, problem, isRepairable: false };
        expect(await list(database)).toEqual([1, [shown]]);
      },
    );

    it('cannot be loaded: the error says what is wrong and what to do', async () => {
      const database = await openFresh();
      const id = await add(database, 'damaged');
      const [[path, value, problem]] = damages;
      await damage(database, store, id, path, value);
      const error: unknown = await load(database, id).catch((cause: unknown) => cause);
      expect(error).toMatchObject({ name: 'StorageError', kind: 'corrupt' });
      expect(String(error)).toContain(`${name} is damaged: ${problem}. `);
      expect(String(error)).toMatch(advice);
    });

    it('is removed for good, and nothing else is', async () => {
      const database = await openFresh();
      await add(database, 'intact');
      const id = await add(database, 'damaged');
      const [[path, value]] = damages;
      await damage(database, store, id, path, value);
      await removeRecord(database, kind, id);
      expect(await list(database)).toEqual([1, []]);
      expect(await database.count(store)).toBe(1);
    });
  },
);

describe('parts of models', () => {
  it('are missed where they are gone, and listed where their record is', async () => {
    const database = await openFresh();
    for (const id of ['bare', 'lost']) {
      await saveModel(database, makeModel('d', { id, name: id }), makeWeights(), probability);
    }
    await database.delete('weights', 'bare');
    await database.delete('models', 'lost');
    expect(await listModels(database)).toEqual([]);
    expect((await listAllModels(database)).damaged).toMatchObject([
      { id: 'bare', name: 'bare', problem: 'its weights are gone' },
      { id: 'lost', problem: 'its record is gone' },
    ]);
    await expect(loadModel(database, 'bare')).rejects.toThrow('its weights are gone');
    await removeRecord(database, 'model', 'lost');
    expect(await database.count('weights')).toBe(0);
  });

  it('are refused where they are no weights, and a damaged record is not renamed', async () => {
    const database = await openFresh();
    await saveModel(database, makeModel('d'), makeWeights(), probability);
    await database.put('weights', { modelId: 'model-1', weights: [{}], sha256: '' } as never);
    await expect(loadModel(database, 'model-1')).rejects.toThrow('its weights are unreadable');
    await damage(database, 'models', 'model-1', ['split'], {});
    await expect(renameModel(database, 'model-1', 'b')).rejects.toMatchObject({ kind: 'corrupt' });
  });

  it('are computed again where probabilities are none', async () => {
    const database = await openFresh();
    const garbled = { modelId: 'm', datasetId: 'd', probability: [0.5] };
    await database.put('predictions', garbled as never);
    expect(await loadPrediction(database, 'm', 'd')).toBeUndefined();
  });
});

describe('what was downloaded', () => {
  it.each([
    ['no bars', null],
    ['columns of other lengths', { ...makeBars(3), open: new Float64Array(2) }],
    ['a price below 0', makeBars(3, -100)],
    ['lists in the place of arrays', { ...makeBars(1), volume: [1] }],
  ])('cannot be used where a part of it has %s', async (_, bars) => {
    const database = await openFresh();
    const { id: downloadId } = await addDownload(database, 'BTCUSDT');
    const chunk = { downloadId, from: 0, to: 3 * minute, bars: makeBars(3) };
    await savePage(database, chunk, 2);
    expect(await loadPages(database, downloadId)).toEqual([chunk]);
    await database.put('downloadChunks', { ...chunk, bars } as never);
    await expect(loadPages(database, downloadId)).rejects.toMatchObject({
      kind: 'corrupt',
      message: expect.stringMatching(/download of BTCUSDT 1m.*unreadable.*download again/),
    });
  });

  it('is listed where its record is gone', async () => {
    const database = await openFresh();
    const { id } = await addDownload(database, 'BTCUSDT');
    await savePage(database, { downloadId: id, from: 0, to: minute, bars: makeBars(1) }, 2);
    await database.delete('downloads', id);
    expect((await listDownloads(database)).damaged).toMatchObject([{ id, kind: 'download' }]);
    await removeRecord(database, 'download', id);
    expect(await database.count('downloadChunks')).toBe(0);
  });
});

describe('accounts beside a damaged one', () => {
  it('are created, journaled and purged as before', async () => {
    const database = await openFresh();
    const damaged = openAccount({ id: 'damaged' });
    await createPaperAccount(database, damaged);
    await damage(database, 'paperAccounts', 'damaged', ['state', 'account'], null);
    const state = await createPaperAccount(database, openAccount({ id: 'b', role: 'challenger' }));
    expect(state.account.role).toBe('champion');
    // A tab that traded it before goes on, which writes its state anew.
    await journalPaperSteps(database, [makeEntry(state, 1), makeEntry(damaged, 1)]);
    expect(await listDamagedAccounts(database)).toEqual([]);
    expect((await loadPaperRun(database, 'b')).time).toHaveLength(1);
    await damage(database, 'paperAccounts', 'damaged', ['past'], null);
    await purgePaperAccounts(database, Infinity);
    expect(await database.count('paperAccounts')).toBe(2);
  });

  it('have journals of which each row is checked', async () => {
    const database = await openFresh();
    const state = await createPaperAccount(database, openAccount());
    await journalPaperSteps(database, [makeEntry(state, 3, [makeTrade(1, 3)])]);
    const row = { accountId: 'a', run: 1 };
    await database.put('paperTrades', { ...makeTrade(1, 3), ...row, pnl: NaN });
    await database.put('paperEquity', { ...row, openTime: 3 * minute, equity: 1 } as never);
    await expect(loadPaperTrades(database, 'a')).rejects.toThrow(
      'Champion is damaged: its trade that was entered at bar 1 is unreadable. Reset the account',
    );
    await expect(loadPaperRun(database, 'a')).rejects.toThrow('1970-01-01 00:03 UTC is unreadable');
    await removeRecord(database, 'account', 'a');
    expect([await database.count('paperTrades'), await database.count('paperEquity')]).toEqual([
      0, 0,
    ]);
  });
});

describe('quick checks of rows', () => {
  it('of trades refuse what the schema refuses', () => {
    const trade = makeTrade(1, 3);
    expect([isTrade(trade), v.is(tradeSchema, trade)]).toEqual([true, true]);
    for (const name of Object.keys(trade)) {
      for (const value of [undefined, null, NaN, {}]) {
        const damaged = { ...trade, [name]: value };
        // Without a model there is none.
        const isFine = name === 'probability' && value === null;
        expect([name, isTrade(damaged), v.is(tradeSchema, damaged)]).toEqual([
          name,
          isFine,
          isFine,
        ]);
      }
    }
  });

  it('of bars ask for finite numbers', () => {
    const bar = { openTime: 1, equity: 2, close: 3 };
    expect([bar, { ...bar, probability: 0.5 }].every(isJournaledBar)).toBe(true);
    for (const name of ['openTime', 'equity', 'close', 'probability']) {
      expect(isJournaledBar({ ...bar, [name]: null })).toBe(false);
      expect(isJournaledBar({ ...bar, [name]: NaN })).toBe(false);
    }
  });
});
