/**
 * node scripts/compare-builds.mjs: builds the committed files twice, in folders of different names and depths, each with its own
 * packages, and fails where a byte differs. Prints the SHA-256 of the release: of each file's path and content, in the order of paths.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './run-command.mjs';

const folder = mkdtempSync(join(tmpdir(), 'tabquant-builds-'));
try {
  const [one, other] = ['a', 'another/deeper one'].map((name) => build(join(folder, name)));
  const names = [...new Set([...one.keys(), ...other.keys()])].sort();
  const different = names.filter((name) => one.get(name) !== other.get(name));
  for (const name of different) console.error(`${name} differs`);
  const whole = createHash('sha256');
  for (const name of names) whole.update(`${name} ${one.get(name)}\n`);
  console.log(`${names.length} files, ${different.length} differ, SHA-256 ${whole.digest('hex')}`);
  process.exitCode = different.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Clones the commit into a new folder and builds it there; returns the SHA-256 of each file of the release. */
function build(copy) {
  mkdirSync(copy, { recursive: true });
  run('git', ['clone', '--quiet', root, copy], root);
  cpSync(join(root, 'node_modules'), join(copy, 'node_modules'), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !/node_modules[\\/]\.(cache|vite)/.test(path),
  });
  run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error'], copy);
  const dist = join(copy, 'dist');
  const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
      return [path.slice(dist.length + 1).replaceAll('\\', '/'), hash];
    }),
  );
}

function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ${args[0]} failed in ${cwd}`);
}
