import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root';

/** What a peer printed: one JSON object, or why there is none. */
export type PeerResult =
  | { readonly kind: 'measured'; readonly figures: Readonly<Record<string, number | string>> }
  | { readonly kind: 'absent'; readonly reason: string };

/** Runs a Python program of ../shared/peers and returns the JSON line that it prints. */
export function runPeer(script: string, args: readonly string[]): PeerResult {
  const path = join(root, '../shared/peers', script);
  if (!existsSync(path)) return { kind: 'absent', reason: `there is no ${path}` };
  // The system's Python, which has Debian's packages; another one on the PATH may not.
  const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
  const { status, stdout, stderr } = spawnSync(python, [path, ...args], { encoding: 'utf8' });
  if (status !== 0) return { kind: 'absent', reason: stderr.trim().split('\n').at(-1) ?? '' };
  return {
    kind: 'measured',
    figures: JSON.parse(stdout) as Readonly<Record<string, number | string>>,
  };
}
