import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from './run-command.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const macApplications = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Flags for a Chromium that tests drive: no background requests, and runnable as root. */
export const chromiumArgs = [
  '--no-sandbox',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];

/** Path of an installed Chromium (or Chrome), or undefined. `CHROMIUM_PATH` comes first. */
export function findChromium() {
  const { CHROMIUM_PATH, PATH = '' } = process.env;
  if (CHROMIUM_PATH) return CHROMIUM_PATH;
  const installed = PATH.split(delimiter).flatMap((folder) => names.map((n) => join(folder, n)));
  return [...installed, ...macApplications].find((path) => existsSync(path));
}

/** Path of a Chromium, installed first if there is none; if that fails, ends the process with advice. */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  console.error('No Chromium found; installing one ...');
  if (canUseApt()) {
    await runCommand('apt-get', ['update', '-qq']);
    await runCommand('apt-get', ['install', '-y', '-qq', 'chromium']);
  }
  const installed = findChromium() ?? (await downloadChromium());
  if (installed) return installed;
  console.error(
    'No Chromium could be had, and the end-to-end tests need one. Install Chromium or Chrome ' +
      '(Debian: apt-get install chromium), or set CHROMIUM_PATH to its program, and run again.',
  );
  process.exit(1);
}

function canUseApt() {
  return process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
}

/** The test tool's own download, for machines without Debian's package manager. */
async function downloadChromium() {
  await runCommand('npx', ['--no-install', 'playwright', 'install', 'chromium']);
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}
