import { describe, expect, test } from 'vitest';
import type { Evaluator } from '../../src/client/evaluate-client';
import type { MapRequest } from '../../src/core/trading/map/map-settings';
import { layOutMap } from '../../src/core/trading/map/map-settings';
import { defaultTradingSettings, type TradingSettings } from '../../src/core/trading/settings';
import { SettingsMapState } from '../../src/state/settings-map.svelte';
import { makeModel } from '../storage/make-records';
import { makeDatasetInfo } from './make-dataset-info';

/** A worker whose cells earn what `earn` says, and which takes so many seconds a cell. */
function fakeEvaluator(
  cellSeconds: number,
  earn: (cell: number) => number,
  asked: MapRequest[],
): Evaluator {
  const api = {
    timeCell: () => Promise.resolve(cellSeconds),
    drawMap(request: MapRequest) {
      asked.push(request);
      const { cells } = layOutMap(request);
      const figure = (valueOf: (cell: number) => number) =>
        Float64Array.from(cells, (cell, at) => (cell === undefined ? NaN : valueOf(at)));
      return Promise.resolve({
        map: {
          isPossible: Uint8Array.from(cells, (cell) => Number(cell !== undefined)),
          figures: { pnl: figure(earn), trades: figure(() => 20), sharpe: figure((at) => -at) },
        },
      });
    },
    chooseForward: (_: MapRequest, metric: string) => Promise.resolve({ metric }),
  };
  return { api, stopped: new Promise(() => undefined), end: () => undefined } as never;
}

function open({ cellSeconds = 0.0001, earn = (cell: number) => cell } = {}) {
  const asked: MapRequest[] = [];
  const changes: Partial<TradingSettings>[] = [];
  const simulation = {
    subject: {
      dataset: makeDatasetInfo(),
      model: makeModel('bars'),
      studyId: undefined,
      backend: 'cpu' as const,
    },
    settings: defaultTradingSettings,
    change: (change: Partial<TradingSettings>) => void changes.push(change),
  };
  const evaluator = fakeEvaluator(cellSeconds, earn, asked);
  const map = new SettingsMapState(simulation, () => Promise.resolve(evaluator));
  return { map, asked, changes };
}

describe('a map of settings', () => {
  test('starts with the first two settings of the strategy, at the values that they propose', () => {
    const { map } = open();
    expect(map.axes).toEqual({
      x: { path: 'strategy.long', from: 0.5, to: 0.598, steps: 50 },
      y: { path: 'strategy.short', from: 0.402, to: 0.5, steps: 50 },
    });
    map.chooseSetting('x', 'strategy.short');
    expect([map.axes?.x.path, map.axes?.y.path]).toEqual(['strategy.short', 'strategy.long']);
    map.chooseSetting('y', 'exits.hold.bars');
    expect(map.axes?.y).toMatchObject({ path: 'exits.hold.bars', from: 3, to: 40 });
    expect(map.axes?.x.path).toBe('strategy.short');
  });

  test('has fewer cells where each takes long, unless a person wants more', async () => {
    const { map, asked } = open({ cellSeconds: 0.02 });
    await map.draw();
    // 20 x 20 x 0.02 s = 8 s; 30 x 30 would take 18 s.
    expect([map.side, map.estimate(20), asked[0].x.steps]).toEqual([20, 8, 20]);
    map.chooseSide(50);
    await map.draw();
    expect(asked[1].x.steps).toBe(50);
  });

  test('is drawn, judged and chosen on the past; another figure is judged in its turn', async () => {
    const { map } = open();
    map.chooseSide(10);
    await map.draw();
    expect(map.running).toBeUndefined();
    expect(map.best).toMatchObject({ cell: 99, kind: 'plateau' });
    expect(map.forward?.choice).toEqual({ metric: 'pnl' });
    map.chooseMetric('trades');
    // More trades are not better, so net P/L still decides.
    expect([map.metric.name, map.judged.name]).toEqual(['trades', 'pnl']);
    map.chooseMetric('sharpe');
    expect(map.best).toMatchObject({ cell: 0, kind: 'loss' });
    expect(map.forward).toBeUndefined();
    await expect.poll(() => map.forward?.choice).toEqual({ metric: 'sharpe' });
  });

  test('puts both values of a cell in force, and nothing else', async () => {
    const { map, changes } = open();
    map.chooseSide(10);
    await map.draw();
    map.use(12);
    expect(changes).toEqual([{ strategy: { kind: 'thresholds', long: 0.522, short: 0.413 } }]);
    // 0.5 and 0.5 cannot be together.
    map.use(90);
    expect(changes.length).toBe(1);
  });

  test('says why it failed, and can be drawn again', async () => {
    const { map } = open({
      earn: () => {
        throw new Error('out of memory');
      },
    });
    map.chooseSide(10);
    await map.draw();
    expect([map.failure, map.running, map.drawn]).toEqual(['out of memory', undefined, undefined]);
  });
});
