import { beforeEach, expect, test } from 'vitest';
import { findLabel } from '../../src/core/labels/find-label';
import { choose, findEntry } from '../../src/core/trading/choice';
import { defaultTradingSettings } from '../../src/core/trading/settings';
import { strategies } from '../../src/core/trading/strategies/list';
import { writeSetting } from '../../src/core/trading/setting-fields';
import { summarizeTrials } from '../../src/core/verdict/trial-statistics';
import { openDatabase } from '../../src/storage/database';
import { saveModel } from '../../src/storage/models';
import { saveDataset } from '../../src/storage/save-datasets';
import { loadLedger } from '../../src/storage/trials';
import { evaluateApi } from '../../workers/evaluate';
import { makeWalk, toBars } from '../live/walk';
import { makeDataset, makeModel, makeWeights } from '../storage/make-records';
import { decideNothing } from './decide-nothing';

const count = 8 * 1440;
const settings = defaultTradingSettings;
const x = { path: 'strategy.long', from: 0.5, to: 0.6, steps: 6 };
const y = { path: 'strategy.short', from: 0.4, to: 0.5, steps: 6 };

beforeEach(async () => {
  const database = await openDatabase();
  await database.clear('trials');
  const bars = toBars(makeWalk(count));
  const { id: datasetId } = await saveDataset(database, makeDataset({ bars }));
  const labels = findLabel('direction').compute(bars, 10);
  const block = { bars: { start: 1440, end: count }, labels: { start: 1440, end: count - 10 } };
  const split = { train: block, validation: block, test: block, embargoBars: 0 };
  await saveModel(
    database,
    makeModel(datasetId, { id: 'knows', split, outOfSample: block.bars }),
    makeWeights(),
    Float32Array.from(labels, (label, bar) => 0.45 + 0.1 * label + 0.04 * Math.sin(bar)),
  );
  const subject = { datasetId, modelId: 'knows', backend: 'cpu' } as const;
  await evaluateApi.open(subject, () => undefined, decideNothing);
});

const loadTrials = async () => (await loadLedger(await openDatabase())).trials;

test('a map counts as a try for each of its cells, once, whatever the two settings were before', async () => {
  const progress: number[] = [];
  const drawn = await evaluateApi.drawMap({ settings, x, y }, (done, total) =>
    progress.push(done / total),
  );
  expect(drawn.unrecorded).toBeUndefined();
  expect(progress.at(-1)).toBe(1);
  // All pairs but 0.5 with 0.5.
  expect(drawn.map.isPossible.filter((one) => one === 1).length).toBe(35);
  const other = writeSetting(settings, 'strategy.long', 0.77);
  await evaluateApi.drawMap({ settings: other, x, y }, () => undefined);
  const trials = await loadTrials();
  expect(trials.map(({ kind, map }) => [kind, map?.cells])).toEqual([['swept', 35]]);
  expect(summarizeTrials(trials)).toMatchObject({ count: 35, distinct: 35 });
  // The returns of the entry are those of the cell that earned most.
  const growth = trials[0].returns.reduce((product, daily) => product * (1 + daily), 1);
  const most = Math.max(...drawn.map.figures.pnl.filter(Number.isFinite));
  expect(settings.capital * (growth - 1)).toBeCloseTo(most, 6);

  await evaluateApi.drawMap({ settings, x: { ...x, to: 0.7 }, y }, () => undefined);
  expect(summarizeTrials(await loadTrials()).count).toBe(70);
});

test('timing a cell and choosing on the past add no try', async () => {
  const request = { settings, x, y };
  expect(await evaluateApi.timeCell(request)).toBeGreaterThan(0);
  const choice = await evaluateApi.chooseForward(request, 'pnl', 3, () => undefined);
  // Seven days are cut into three blocks of at least two.
  expect(choice?.blocks.length).toBe(2);
  expect(await loadTrials()).toEqual([]);
});

test('a map of a rule without a model trades all bars, counts its cells, and is judged by nothing', async () => {
  const database = await openDatabase();
  const { id: datasetId } = await saveDataset(
    database,
    makeDataset({ bars: toBars(makeWalk(count)) }),
  );
  const subject = { datasetId, backend: 'cpu' } as const;
  await evaluateApi.open(subject, () => undefined, decideNothing);
  const rule = { ...settings, strategy: choose(findEntry(strategies, 'sma-cross')) };
  const axes = {
    x: { path: 'strategy.fast', from: 5, to: 10, steps: 6 },
    y: { path: 'strategy.slow', from: 20, to: 40, steps: 5 },
  };
  const { map } = await evaluateApi.drawMap({ settings: rule, ...axes }, () => undefined);
  expect(map.isPossible.filter((one) => one === 1)).toHaveLength(30);
  const [trial] = await loadTrials();
  expect(trial).toMatchObject({ kind: 'swept', map: { cells: 30 } });
  expect(trial.modelId).toBeUndefined();
  expect(trial.name).not.toContain('a model');
  await expect(evaluateApi.find(rule)).rejects.toThrow('only a model can be judged');

  const runs = [{ settings: rule }, { settings: { ...rule, feeBps: 30 } }];
  const compared = await evaluateApi.compareRuns(
    { datasetId, runs, backend: 'cpu' },
    () => undefined,
    decideNothing,
  );
  expect(compared.runs[0].report.trades).toBeGreaterThan(0);
  expect(compared.runs[0].over[1].pnl.value).toBeGreaterThan(0);

  const traded = await evaluateApi.trade(
    {
      members: [{ datasetId }],
      settings: rule,
      limits: { capital: 1000, maxSymbolShare: 1, maxLeverage: 1, maxPositions: 1 },
      backend: 'cpu',
    },
    () => undefined,
    decideNothing,
  );
  expect(traded.openTime).toHaveLength(count);
  expect(traded.trades.length).toBeGreaterThan(0);
});
