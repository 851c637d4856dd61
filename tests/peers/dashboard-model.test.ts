import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLivePredictor } from '../../src/core/models/predictor';
import { readDashboardModel } from '../../src/feeds/dashboard/read-dashboard';
import { listBars, readExpected, readFiles } from '../feeds/dashboard/dashboard-files';

// The system's Python, which has Debian's packages; another one on the PATH may not.
const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
const hasPeers = spawnSync(python, ['-c', 'import torch, sklearn, joblib']).status === 0;
const note = hasPeers ? '' : ' (skipped: python3 has no torch and sklearn)';
const script = join(import.meta.dirname, '../../scripts/dashboard-model.py');

test.skipIf(!hasPeers).each([
  ['the reference dashboard’s own size', []],
  [
    'joblib, a width as that of its columns',
    ['--scaler', 'joblib', '--width', '12', '--blocks', '4'],
  ],
  [
    'values scaled to 0 to 1, a kernel of 5',
    ['--scaler', 'minmax', '--width', '16', '--kernel', '5'],
  ],
])(
  `a model of the reference dashboard gives what PyTorch gives within 1e-4: %s${note}`,
  async (_, options) => {
    const folder = mkdtempSync(join(tmpdir(), 'dashboard-'));
    try {
      const { status, stderr } = spawnSync(python, [
        script,
        folder,
        '--bars',
        '130',
        '--seed',
        '3',
        ...options,
      ]);
      expect(status, stderr.toString()).toBe(0);
      const { info, weights } = await readDashboardModel(readFiles(folder), 0);
      const { bars, probability } = readExpected(folder);
      const predictor = createLivePredictor({ ...info, weights }, 60_000);
      const given = listBars(bars).map((bar) => predictor.push(bar));
      const known = given.flatMap((p, bar) => (Number.isNaN(p) ? [] : bar));
      expect(known).toHaveLength(130 - 119);
      const differences = known.map((bar) => Math.abs(given[bar] - probability[bar]));
      expect(Math.max(...differences)).toBeLessThan(1e-4);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  120_000,
);
