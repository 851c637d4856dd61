import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a command in the project's root and returns its exit code. Its output is printed as it comes, or passed to
 * `onLine`, line by line.
 */
export function runCommand(command, args, { env = {}, onLine } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: onLine ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      env: { ...process.env, ...env },
      shell: process.platform === 'win32',
    });
    if (onLine) {
      for (const input of [child.stdout, child.stderr])
        createInterface({ input }).on('line', onLine);
    }
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(127);
    });
    // Not `exit`, after which more output may come.
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** Runs a tool of node_modules/.bin. */
export function runTool(tool, args, options) {
  return runCommand('npx', ['--no-install', tool, ...args], options);
}
