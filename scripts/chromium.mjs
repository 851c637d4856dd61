import { existsSync } from 'node:fs';
import { findProgram, installDebianPackage } from './find-program.mjs';
import { runCommand } from './run-command.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const macApplications = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Parts of Chromium that tests do without. The last list on a command line counts, so it must hold what Playwright's own list does for
 * this page; the first two are pages behind the address bar, which cost more than to open ours.
 */
const disabledFeatures = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
];

/** Flags for a Chromium that tests drive: no background requests, and runnable as root. */
export const chromiumArgs = [
  `--disable-features=${disabledFeatures.join(',')}`,
  '--no-sandbox',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];

/** Path of an installed Chromium (or Chrome), or undefined. `CHROMIUM_PATH` comes first. */
export function findChromium() {
  return process.env.CHROMIUM_PATH || findProgram(names, macApplications);
}

/** Path of a Chromium, installed first if there is none; if that fails, ends the process with advice. */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  console.error('No Chromium found; installing one ...');
  await installDebianPackage('chromium');
  const installed = findChromium() ?? (await downloadChromium());
  if (installed) return installed;
  console.error(
    'No Chromium could be had, and the end-to-end tests need one. Install Chromium or Chrome ' +
      '(Debian: apt-get install chromium), or set CHROMIUM_PATH to its program, and run again.',
  );
  process.exit(1);
}

/** The test tool's own download, for machines without Debian's package manager. */
async function downloadChromium() {
  await runCommand('npx', ['--no-install', 'playwright', 'install', 'chromium']);
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}
