import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, roundTo } from './measure';

/**
 * Imports a file and reads it with pandas in turns, and returns medians and their ratio; `skipped` says why
 * pandas cannot. pandas parses alone: it neither checks bars nor hashes the file.
 */
export async function comparePandas(
  file: File,
  format: string,
  rounds: number,
  time: () => Promise<{ readonly ms: number }>,
): Promise<Readonly<Record<string, number | string>>> {
  const folder = mkdtempSync(join(tmpdir(), 'tabquant-bench-'));
  try {
    const path = join(folder, `bars.${format}`);
    writeFileSync(path, new Uint8Array(await file.arrayBuffer()));
    const ours: number[] = [];
    const theirs: number[] = [];
    let skipped: string | undefined;
    for (let at = 0; at < rounds; at++) {
      ours.push((await time()).ms);
      if (skipped !== undefined) continue;
      const read = readWithPandas(path, format);
      if (typeof read === 'number') theirs.push(read);
      else skipped = read;
    }
    const ms = roundTo(median(ours));
    if (skipped !== undefined) return { ms, skipped: `pandas: ${skipped}` };
    const pandas = median(theirs);
    return { ms, pandas_ms: roundTo(pandas), x_pandas: roundTo(pandas / median(ours)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Milliseconds of the best of three calls in one process, or why there are none. */
function readWithPandas(path: string, format: string): number | string {
  // The system's Python, which has Debian's packages; another one on the PATH may not.
  const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
  const call = format === 'csv' ? 'read_csv(path, header=None)' : `read_${format}(path)`;
  const program = `
import sys, time, pandas
path, times = sys.argv[1], []
for _ in range(3):
    start = time.perf_counter()
    pandas.${call}
    times.append(time.perf_counter() - start)
print(1000 * min(times))`;
  const { status, stdout, stderr } = spawnSync(python, ['-c', program, path], { encoding: 'utf8' });
  if (status === 0) return Number(stdout);
  return stderr.trim().split('\n').at(-1) ?? 'it did not run';
}
