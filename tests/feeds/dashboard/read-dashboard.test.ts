import { beforeAll, describe, expect, test } from 'vitest';
import { createLocalCompute } from '../../../models/compute';
import { predictDataset } from '../../../models/predict-dataset';
import { buildDataset } from '../../../src/core/dataset/build-dataset';
import { createLivePredictor } from '../../../src/core/models/predictor';
import { readDashboardModel } from '../../../src/feeds/dashboard/read-dashboard';
import { packModel, unpackModel } from '../../../src/feeds/model-files/model-file';
import { startNodeBackend } from '../../models/start-backend';
import { fixtureFolder, listBars, readExpected, readFiles } from './dashboard-files';

const now = Date.UTC(2026, 0, 1);
const all = ['model.pt', 'scaler.pkl', 'meta.json'];
/** Features of 60 bars, then a window of 60. */
const first = 119;

function largestDifference(given: ArrayLike<number>, expected: readonly number[]): number {
  let largest = 0;
  for (let bar = first; bar < expected.length; bar++) {
    const difference = Math.abs(given[bar] - expected[bar]);
    largest = Number.isNaN(difference) ? Infinity : Math.max(largest, difference);
  }
  return largest;
}

describe('a model of the reference dashboard', () => {
  beforeAll(() => startNodeBackend('wasm'));

  test.each([all, ['model.pt', 'scaler-joblib.pkl']])(
    'gives what PyTorch gives, within 1e-4, asked bar by bar and in a batch: %s %s',
    async (...names) => {
      const { info, weights } = await readDashboardModel(readFiles(fixtureFolder, names), now);
      const { bars, probability } = readExpected(fixtureFolder);
      const predictor = createLivePredictor({ ...info, weights }, 60_000);
      const stream = listBars(bars).map((bar) => predictor.push(bar));
      expect(stream.findIndex((p) => !Number.isNaN(p))).toBe(first);
      expect(new Set(probability.slice(first).map((p) => p.toFixed(3))).size).toBeGreaterThan(10);
      expect(largestDifference(stream, probability)).toBeLessThan(1e-4);
      const { features, scaler, spec, horizonBars } = info;
      const wanted = { horizonBars, receptiveField: 60, features, scaler };
      const dataset = buildDataset(bars, wanted);
      const batch = await predictDataset(dataset, spec, weights, createLocalCompute(dataset));
      expect(largestDifference(batch, probability)).toBeLessThan(1e-4);
    },
  );

  test('is described by its files: size, columns, window, and until when its bars are in-sample', async () => {
    const { info } = await readDashboardModel(readFiles(fixtureFolder), now);
    expect(info.spec).toEqual({ kind: 'windowed', width: 8, kernel: 3, blocks: 6, window: 60 });
    expect(info.features).toHaveLength(12);
    expect(info.features.slice(0, 2)).toEqual(['raw:mid', 'raw:close']);
    expect(info).toMatchObject({ symbol: 'BTCUSDT', intervalMs: 60_000, horizonBars: 10 });
    const lastDay = Date.UTC(2024, 0, 2) - 1;
    expect(info.origin).toEqual({ files: all, trainedTo: lastDay });
    // The label of the last bar looks 10 bars ahead.
    expect(info.outOfSampleFrom).toBe(lastDay + 11 * 60_000);
  });

  test('may have learned from any bar up to now where nothing says until when', async () => {
    const files = readFiles(fixtureFolder, ['model.pt', 'scaler.pkl']);
    const { info } = await readDashboardModel(files, now);
    expect(info.origin?.trainedTo).toBeUndefined();
    expect(info.outOfSampleFrom).toBe(now);
    expect(info.test.auc).toBeNaN();
  });

  test('is the same after it was saved as safetensors', async () => {
    const { info, weights } = await readDashboardModel(readFiles(fixtureFolder), now);
    const again = unpackModel(packModel({ info: { ...info, id: 'a' }, weights }));
    expect(again.info).toEqual({ ...info, id: 'a' });
    expect(again.weights).toEqual(weights);
  });
});

describe('files that are no such model are refused by name', () => {
  const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
  const withMeta = (meta: unknown) => [
    ...readFiles(fixtureFolder, ['model.pt', 'scaler.pkl']),
    { name: 'meta.json', bytes: encode(typeof meta === 'string' ? meta : JSON.stringify(meta)) },
  ];

  test.each([
    ['no JSON', '{', /meta\.json is no JSON/],
    ['a column that is not known', { features: ['close', 'rsi'] }, /"rsi", which is none of/],
    ['too few columns', { features: ['close'] }, /model\.pt reads 12 columns, but 1 are named/],
    ['a window that cannot be', { window: 60.5 }, /the window cannot be 60\.5/],
    ['a window that is too long', { seq_len: 1e6 }, /window must be a whole number from 2 to 1024/],
    ['an end that is no time', { train_end: 'soon' }, /the end of training cannot be "soon"/],
    ['an interval that is none', { interval: 'often' }, /the interval cannot be "often"/],
  ])('%s', async (_, meta, message) => {
    await expect(readDashboardModel(withMeta(meta), now)).rejects.toThrow(message);
  });

  test('a name that every object has is no column, and changes no object', async () => {
    const polluting = '{"__proto__": {"window": 3}, "features": ["constructor"]}';
    await expect(readDashboardModel(withMeta(polluting), now)).rejects.toThrow('"constructor"');
    expect(({} as { window?: number }).window).toBeUndefined();
  });

  test.each([
    [['model.pt'], /The scaler \(scaler\.pkl\) is missing/],
    [['scaler.pkl'], /The model \(model\.pt\) is missing/],
    [['model.pt', 'scaler.pkl', 'scaler-joblib.pkl'], /there are scaler\.pkl, scaler-joblib\.pkl/],
  ])('too few or too many: %s', async (names, message) => {
    await expect(readDashboardModel(readFiles(fixtureFolder, names), now)).rejects.toThrow(message);
  });

  test('a scaler in place of the model, and the other way round', async () => {
    const [model, scaler] = readFiles(fixtureFolder);
    const turned = [
      { name: 'model.pt', bytes: scaler.bytes },
      { name: 'scaler.pkl', bytes: model.bytes },
    ];
    await expect(readDashboardModel(turned, now)).rejects.toThrow(/model\.pt is no zip archive/);
  });

  test.each([0.2, 0.5, 0.9, 0.999])('a model cut off at %f', async (share) => {
    const [model, scaler] = readFiles(fixtureFolder);
    const bytes = model.bytes.slice(0, Math.floor(share * model.bytes.length));
    await expect(readDashboardModel([{ ...model, bytes }, scaler], now)).rejects.toThrow(
      /model\.pt/,
    );
  });
});
