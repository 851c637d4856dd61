import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from './run-command.mjs';

/** Path of the first of `names` that lies in a folder of `PATH`, else of the first of `others` that is there, or undefined. */
export function findProgram(names, others = []) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const installed = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...installed, ...others].find((path) => existsSync(path));
}

/** Installs a package of Debian or a relative of it; does nothing where this process may not. */
export async function installDebianPackage(name) {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) return;
  await runCommand('apt-get', ['update', '-qq']);
  await runCommand('apt-get', ['install', '-y', '-qq', name]);
}
