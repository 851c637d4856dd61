import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { predictByStreaming } from '../../../models/predict';
import { trainModel } from '../../../models/trainer';
import { yieldToEvents } from '../../../models/training-event';
import type { Dataset } from '../../../src/core/dataset/dataset';
import { computeAuc } from '../../../src/core/metrics/auc';
import { squash } from '../../../src/core/models/calibration';
import { defaultTrainingOptions } from '../../../src/core/models/options';
import { createRandom } from '../../../src/core/random';
import { plantDataset } from '../planted-dataset';

/** A Python that has scikit-learn (Debian: `apt-get install python3-sklearn`); undefined where none has. */
const isThere = 'import sys, importlib.util as i; sys.exit(i.find_spec("sklearn") is None)';
const python = ['python3', '/usr/bin/python3'].find(
  (command) => spawnSync(command, ['-c', isThere]).status === 0,
);

/** Labels that steps, a curve and an interaction of five features decide. */
function plantCurves(bars: number): Dataset {
  const random = createRandom(11);
  const width = 5;
  const values = Float32Array.from({ length: width * bars }, () => random.normal());
  const labels = Uint8Array.from({ length: bars }, (_, bar) => {
    const [a, b, c, d] = values.subarray(width * bar, width * (bar + 1));
    const logit = 0.8 * Number(a > 0.5) + 0.5 * Math.sin(2 * b) + 0.6 * c * d - 0.2;
    return Number(random.uniform() < squash(logit));
  });
  const names = Array.from({ length: width }, (_, at) => `feature_${at}`);
  return { ...plantDataset({ bars }), features: names, values, labels };
}

test.skipIf(python === undefined)(
  'scikit-learn’s HistGradientBoosting reaches the same AUC on the same rows, within 0.003 (skipped without python3-sklearn)',
  { timeout: 60_000 },
  async () => {
    const dataset = plantCurves(24_000);
    const { train, test: tested } = dataset.split;
    const growth = { leaves: 15, shrinkage: 0.1, leafBars: 50, penalty: 1 };
    const spec = { kind: 'trees', trees: 150, bars: 1, ...growth };
    const { weights, summary } = await trainModel(dataset, spec, defaultTrainingOptions, {
      onEvent: () => undefined,
      yieldToEvents,
    });
    const { start, end } = tested.labels;
    const p = await predictByStreaming(dataset, spec, weights, { start, end });
    const own = computeAuc(dataset.labels.slice(start, end), p.slice(start, end));

    const asked = {
      rows: dataset.labels.length,
      width: dataset.features.length,
      trainEnd: train.labels.end,
      testStart: start,
      trees: summary.bestEpoch,
      ...growth,
    };
    const { stdout, stderr } = spawnSync(
      python ?? '',
      ['tests/models/kinds/boosted_trees.py', JSON.stringify(asked)],
      // Its threads wait for each other where other tests have the cores.
      {
        env: { ...process.env, OMP_NUM_THREADS: '1' },
        input: Buffer.concat([Buffer.from(dataset.values.buffer), dataset.labels]),
      },
    );
    const theirs = Number(stdout.toString());
    expect(theirs, stderr.toString()).toBeGreaterThan(0.6);
    const found = `ours ${own.toFixed(5)}, theirs ${theirs.toFixed(5)}, ${summary.bestEpoch} trees`;
    expect(Math.abs(own - theirs), found).toBeLessThan(0.003);
    console.info(found);
  },
);
