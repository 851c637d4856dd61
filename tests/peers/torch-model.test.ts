import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultFeatures } from '../../src/core/features/compute';
import { createLivePredictor } from '../../src/core/models/predictor';
import { receptiveField } from '../../src/core/models/spec';
import { packModel } from '../../src/feeds/model-files/model-file';
import { makeModelWeights } from '../feeds/model-files/make-model-weights';
import { makeWalk, minuteMs, toBars } from '../live/walk';
import { makeModel } from '../storage/make-records';

// The system's Python, which has Debian's packages; another one on the PATH may not.
const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
const hasTorch = spawnSync(python, ['-c', 'import torch']).status === 0;
const note = hasTorch ? '' : ' (skipped: python3 has no torch)';

/** The Python of docs/MODELS.md. */
function readSnippet(): string {
  const text = readFileSync(new URL('../../docs/MODELS.md', import.meta.url), 'utf8');
  const found = /```python\n([\s\S]*?)```/.exec(text);
  if (found === null) throw new Error('docs/MODELS.md has no Python');
  return found[1];
}

test.skipIf(!hasTorch)(
  `PyTorch gives the same probabilities within 1e-5 from a saved model, as the guide says${note}`,
  () => {
    const bars = makeWalk(400);
    const features = defaultFeatures(toBars(bars));
    const spec = { kind: 'tcn', width: 12, kernel: 3, blocks: 3, dropout: 0.1 };
    const info = makeModel('ab', {
      spec,
      features,
      scaler: { mean: features.map(() => 0.001), deviation: features.map(() => 0.02) },
      calibration: { temperature: 1.4, bias: 0.1 },
    });
    const weights = makeModelWeights(spec, features.length);
    const predictor = createLivePredictor({ ...info, weights }, minuteMs);
    const expected: number[] = [];
    const rows: number[][] = [];
    for (const bar of bars) {
      const probability = predictor.push(bar);
      const row = [...predictor.features()];
      if (row.every((value) => !Number.isNaN(value))) rows.push(row);
      if (!Number.isNaN(probability)) expected.push(probability);
    }
    const folder = mkdtempSync(join(tmpdir(), 'model-'));
    try {
      writeFileSync(join(folder, 'model.safetensors'), packModel({ info, weights }));
      writeFileSync(join(folder, 'rows.json'), JSON.stringify(rows));
      const script = `${readSnippet()}
model, arrays = load('model.safetensors')
print(json.dumps(predict(model, arrays, json.load(open('rows.json'))).tolist()))`;
      const { stdout, stderr } = spawnSync(python, ['-c', script], { cwd: folder });
      const given = JSON.parse(stdout.toString() || `"${stderr.toString()}"`) as number[];
      expect(given).toHaveLength(rows.length - receptiveField(spec) + 1);
      expect(expected).toHaveLength(given.length);
      expect(new Set(given.map((p) => p.toFixed(4))).size).toBeGreaterThan(10);
      given.forEach((p, at) => expect(Math.abs(p - expected[at])).toBeLessThan(1e-5));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  60_000,
);
