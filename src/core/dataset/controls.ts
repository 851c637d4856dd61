import type { BarRange } from '../bars/bars';
import { noLabel } from '../labels/label';
import { createRandom } from '../random';
import { shuffleChunks } from './chunks';
import type { Dataset } from './dataset';

/**
 * Returns `labels` with those of each range in another order: cut into blocks of `blockBars` labels at a random place,
 * blocks in random order. No label leaves its range, bars without a label stay so, and each range keeps its share of
 * rises. Neighbouring labels stay neighbours, so that their overlap is kept, while what features tell about them is
 * lost: the null hypothesis of a permutation test.
 *
 * Good (2005), "Permutation, Parametric, and Bootstrap Tests of Hypotheses", on blocks of dependent data.
 */
export function shuffleLabels(
  labels: Uint8Array,
  ranges: readonly BarRange[],
  { blockBars, seed }: { readonly blockBars: number; readonly seed: number },
): Uint8Array {
  const random = createRandom(seed);
  const shuffled = labels.slice();
  for (const { start, end } of ranges) {
    const places: number[] = [];
    for (let bar = start; bar < end; bar++) if (labels[bar] !== noLabel) places.push(bar);
    const count = places.length;
    if (count === 0) continue;
    const turn = random.below(count);
    const blocks = Array.from({ length: Math.ceil(count / blockBars) }, (_, at) => ({
      targets: { start: at * blockBars, end: Math.min(count, (at + 1) * blockBars) },
    }));
    let next = 0;
    for (const { targets } of shuffleChunks(blocks, random)) {
      for (let at = targets.start; at < targets.end; at++) {
        shuffled[places[next++]] = labels[places[(at + turn) % count]];
      }
    }
  }
  return shuffled;
}

/** Name of the feature that `plantFeature` adds. */
const plantedName = 'planted';

/**
 * Returns `dataset` with one more feature, whose correlation with the label is `correlation`: the label, standardised
 * over all labelled bars, and normal noise. It knows the future, as no feature may: what trains and tests on it must
 * find it, or would find no real edge of that strength either.
 */
export function plantFeature(
  dataset: Dataset,
  { correlation, seed }: { readonly correlation: number; readonly seed: number },
): Dataset {
  const { features, values, labels, scaler } = dataset;
  const random = createRandom(seed);
  let rises = 0;
  let labelled = 0;
  for (const label of labels) {
    if (label === noLabel) continue;
    labelled++;
    rises += label;
  }
  const mean = rises / labelled;
  const deviation = Math.sqrt(mean * (1 - mean)) || 1;
  const noise = Math.sqrt(1 - correlation ** 2);
  const width = features.length;
  const wider = new Float32Array(labels.length * (width + 1));
  for (let bar = 0; bar < labels.length; bar++) {
    wider.set(values.subarray(bar * width, (bar + 1) * width), bar * (width + 1));
    const known = labels[bar] === noLabel ? random.normal() : (labels[bar] - mean) / deviation;
    wider[bar * (width + 1) + width] = correlation * known + noise * random.normal();
  }
  return {
    ...dataset,
    features: [...features, plantedName],
    values: wider,
    scaler: { mean: [...scaler.mean, 0], deviation: [...scaler.deviation, 1] },
  };
}
