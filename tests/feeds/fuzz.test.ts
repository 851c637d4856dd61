import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Short, since the long run is `npm run fuzz`; the seed is another than its default. */
it('no damaged file hangs or kills the worker, or gives other bars in spite of a checksum', () => {
  const args = ['scripts/fuzz.mjs', '--inputs', '420', '--seed', '20240101'];
  const { stdout, stderr, status } = spawnSync('node', args, { cwd: root, encoding: 'utf8' });
  const summary: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? `{"stderr":${stderr}}`);
  expect(summary).toMatchObject({
    inputs: 420,
    hangs: 0,
    deaths: 0,
    unhandled: 0,
    wrongErrors: 0,
    violations: [],
  });
  expect(status).toBe(0);
});
