import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bars, sliceBars } from '../../../src/core/bars/bars';
import { findSegments } from '../../../src/core/bars/gaps';
import {
  type Batch,
  createBatch,
  fillBatch,
  planChunks,
  usableTargets,
} from '../../../src/core/dataset/chunks';
import { buildDataset } from '../../../src/core/dataset/build-dataset';
import { makeBars, poisonBars } from '../bars/make-bars';
import { listBarsIn } from './list-bars';

const receptiveField = 33;
const options = { horizonBars: 10, receptiveField };
const chunkLabels = 64;
const count = 1500;
const { scaler } = buildDataset(makeBars(count), options);
const trained = { ...options, scaler };

/** Seeds and gaps of bars whose first `last` minutes may lack up to three. */
const chooseMarket = (last: number): fc.Arbitrary<{ seed: number; missing: number[] }> =>
  fc.record({ seed: fc.nat(), missing: fc.uniqueArray(fc.nat(last), { maxLength: 3 }) });
const runs = { numRuns: 25 };

describe('a dataset', () => {
  it('takes scaler, training rows and training labels from training bars alone', () => {
    fc.assert(
      fc.property(chooseMarket(1000), (choice) => {
        const all = makeBars(count, choice);
        const dataset = buildDataset(all, options);
        const { train } = dataset.split;
        const other = buildDataset(
          poisonBars(all, (index) => index >= train.bars.end - 60),
          options,
        );
        const width = dataset.features.length;
        expect(other.scaler).toEqual(dataset.scaler);
        expect(other.labels.slice(0, train.labels.end)).toEqual(
          dataset.labels.slice(0, train.labels.end),
        );
        expect(other.values.slice(0, train.labels.end * width)).toEqual(
          dataset.values.slice(0, train.labels.end * width),
        );
      }),
      runs,
    );
  });

  it('changes no bit of the past when a trained model meets bars whose future is cut off', () => {
    fc.assert(
      fc.property(chooseMarket(count), fc.integer({ min: 800, max: count }), (choice, end) => {
        const all = makeBars(count, choice);
        const whole = buildDataset(all, trained);
        const past = buildDataset(sliceBars(all, { start: 0, end }), trained);
        expect(past.values).toEqual(whole.values.slice(0, past.values.length));
      }),
      runs,
    );
  });

  it('has no target whose window, warm-up or label crosses a gap', () => {
    fc.assert(
      fc.property(chooseMarket(count), (choice) => {
        const all = makeBars(count, choice);
        const dataset = buildDataset(all, trained);
        const everywhere = { start: 0, end: count };
        const targets = usableTargets(dataset, everywhere, receptiveField, { needLabel: true });
        const expected = findSegments(all).flatMap(({ start, end }) =>
          listBarsIn([{ start: start + 60 + receptiveField - 1, end: end - 10 }]),
        );
        expect(listBarsIn(targets)).toEqual(expected);
      }),
      runs,
    );
  });

  it('feeds a target nothing from beyond a gap', () => {
    fc.assert(
      fc.property(chooseMarket(count), fc.nat(), (choice, pick) => {
        const all = makeBars(count, choice);
        const segments = findSegments(all).filter(({ start, end }) => end - start > 150);
        const segment = segments[pick % segments.length];
        const fill = (source: Bars): Batch => {
          const dataset = buildDataset(source, trained);
          const targets = usableTargets(dataset, segment, receptiveField, { needLabel: true });
          const chunks = planChunks(targets, chunkLabels, pick % chunkLabels);
          const features = dataset.features.length;
          const batch = createBatch(chunks.length, { receptiveField, chunkLabels, features });
          fillBatch(dataset, chunks, receptiveField, chunkLabels, batch);
          return batch;
        };
        const poisoned = poisonBars(all, (index) => index < segment.start || index >= segment.end);
        expect(fill(poisoned)).toEqual(fill(all));
      }),
      runs,
    );
  });
});
