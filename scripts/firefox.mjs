import { findProgram, installDebianPackage } from './find-program.mjs';

const names = ['firefox-esr', 'firefox'];
const macApplication = '/Applications/Firefox.app/Contents/MacOS/firefox';

/** Path of an installed Firefox, or undefined. `FIREFOX_PATH` comes first. */
export function findFirefox() {
  return process.env.FIREFOX_PATH || findProgram(names, [macApplication]);
}

/** Installs a Firefox if there is none; where that fails, says so, and its test is skipped. */
export async function ensureFirefox() {
  if (findFirefox()) return;
  console.error('No Firefox found; installing one ...');
  await installDebianPackage('firefox-esr');
  if (findFirefox()) return;
  console.error(
    'No Firefox could be had: the test in Firefox is SKIPPED. Install Firefox ' +
      '(Debian: apt-get install firefox-esr), or set FIREFOX_PATH to its program, and run again.',
  );
}
