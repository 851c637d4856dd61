import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createLocalCompute } from '../../models/compute';
import type { KindHalf } from '../../models/kinds/kind';
import type { ModelKind } from '../../src/core/models/model-kind';
import { defaultTrainingOptions } from '../../src/core/models/options';
import { findWinner } from '../../src/core/search/plan-search';
import type { SearchRequest, SearchTry } from '../../src/core/search/search';
import { generateSampleMarket } from '../../src/feeds/sample/sample-market';
import { openDatabase } from '../../src/storage/database';
import { listModels } from '../../src/storage/models';
import { saveDataset } from '../../src/storage/save-datasets';
import { loadLedger } from '../../src/storage/trials';
import type { SearchEvent } from '../../workers/api/train';
import type { openGradientTeam, startHelpers } from '../../workers/gradient-team';
import { trainApi } from '../../workers/train';
import { makeDataset } from '../storage/make-records';

vi.mock('../../workers/gradient-team', () => ({
  startHelpers: vi.fn<typeof startHelpers>(() => []),
  openGradientTeam: vi.fn<typeof openGradientTeam>((dataset) =>
    Promise.resolve({ compute: createLocalCompute(dataset), end: () => undefined }),
  ),
  endHelpers: () => undefined,
}));

// A kind whose training takes milliseconds.
vi.mock('../../src/core/models/list', async (original) => {
  const { modelKinds } = await original<{ modelKinds: readonly ModelKind[] }>();
  const { lineKind } = await import('../extending/line-kind/kind');
  return { modelKinds: [...modelKinds, lineKind] };
});
vi.mock('../../models/kinds/list', async (original) => {
  const { kindHalves } = await original<{ kindHalves: readonly KindHalf[] }>();
  const { lineNetwork } = await import('../extending/line-kind/network');
  return { kindHalves: [...kindHalves, lineNetwork] };
});

// Each look at the clock takes half a second, so that a search is a matter of looks and not of the machine.
const clock = vi.hoisted(() => ({ ms: 0 }));

const { bars } = generateSampleMarket({ kind: 'edge', seed: 1, bars: 4 * 1440 });
let request: SearchRequest;

async function run(changes: Partial<SearchRequest> = {}, finished: readonly SearchTry[] = []) {
  const events: SearchEvent[] = [];
  const compute = { backend: 'cpu', workers: 1 } as const;
  const tries = await trainApi.search({ ...request, ...changes }, finished, compute, (event) =>
    events.push(event),
  );
  return { tries, events };
}

beforeAll(async () => {
  vi.stubGlobal('navigator', { hardwareConcurrency: 1 });
  vi.spyOn(performance, 'now').mockImplementation(() => (clock.ms += 500));
  const { id: datasetId } = await saveDataset(await openDatabase(), makeDataset({ bars }));
  request = {
    datasetId,
    label: 'direction',
    horizonBars: 5,
    variesHorizon: false,
    kinds: ['line'],
    featureSets: [
      { label: 'One', features: ['ret_1'] },
      { label: 'Two', features: ['ret_1', 'ret_5'] },
    ],
    method: 'random',
    budgetSeconds: 60,
    options: { ...defaultTrainingOptions, maxEpochs: 1, chunkLabels: 4096 },
  };
});

describe('a search', () => {
  test('tries configurations until its budget is spent, and stores no model', async () => {
    const { tries, events } = await run();
    expect(tries.length).toBeGreaterThan(1);
    expect(tries.map(({ configuration }) => configuration)).toEqual([...tries.keys()]);
    for (const { score, problem } of tries) {
      expect(problem).toBeUndefined();
      expect(score).toBeGreaterThan(0.3);
    }
    expect(findWinner(tries)?.score).toBe(Math.max(...tries.map(({ score }) => score)));
    const seconds = events.map((event) => event.seconds);
    expect(seconds).toEqual([...seconds].sort((a, b) => a - b));
    expect(events[0]).toMatchObject({ tries: [], running: { configuration: 0, rung: 0 } });
    expect(events[events.length - 1]).toMatchObject({ tries, running: undefined });
    expect(await listModels(await openDatabase())).toEqual([]);
  });

  test('is a number of tries in the ledger, judged before the test block begins', async () => {
    const database = await openDatabase();
    await database.clear('trials');
    const { tries } = await run();
    const { trials } = await loadLedger(database);
    expect(trials).toHaveLength(tries.length);
    const testFrom = bars.openTime[Math.round(0.85 * bars.openTime.length)];
    for (const { kind, to, auc, key } of trials) {
      expect([kind, auc]).toEqual(['searched', undefined]);
      expect(to).toBeLessThan(testFrom);
      expect(JSON.parse(key)).toMatchObject({ judgedOn: 'validation' });
    }
  });

  test('goes on from the tries that are finished', async () => {
    const { tries } = await run();
    const longer = await run({ budgetSeconds: 90 }, tries);
    expect(longer.tries.slice(0, tries.length)).toEqual(tries);
    expect(longer.tries.length).toBeGreaterThan(tries.length);
    expect(longer.events[0].tries).toEqual(tries);
    expect(longer.events[0].seconds).toBeGreaterThanOrEqual(tries[0].seconds);
  });

  test('learns from the newest part of the training block first where it halves', async () => {
    const trainings = await run({ method: 'halving', budgetSeconds: 120 });
    expect(trainings.tries.some(({ rung }) => rung > 0)).toBe(true);
    const database = await openDatabase();
    const { trials } = await loadLedger(database);
    const starts = trials.flatMap(({ key }) => {
      const { split } = JSON.parse(key) as { split: { train: { bars: { start: number } } } };
      return split.train.bars.start;
    });
    expect(new Set(starts)).toContain(Math.round((0.7 * 4 * 1440 * 8) / 9));
  });

  test('tells why a try failed, and goes on', async () => {
    const { tries } = await run({
      featureSets: [{ label: 'None', features: ['nonsense'] }],
      budgetSeconds: 1000,
    });
    expect(tries).toHaveLength(10);
    expect(tries[0].problem).toContain('nonsense must be one that the bars can give');
    expect(tries.every(({ score }) => Number.isNaN(score))).toBe(true);
  });

  test('drops the training during which the budget is spent', async () => {
    const { tries, events } = await run({ budgetSeconds: 3 });
    expect(tries).toEqual([]);
    expect(events[events.length - 1].running).toBeUndefined();
  });
});
