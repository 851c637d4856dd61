import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run-command.mjs';

/** Licences that what ships may have. None asks more than that its text is passed on. */
const shippedLicenses = [
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'OFL-1.1',
  'MIT OR Apache-2.0',
];

/** Licences that tools may have besides: nothing of them is in the release. */
const toolLicenses = ['MPL-2.0', 'BlueOak-1.0.0', 'Python-2.0', 'CC-BY-4.0', '(MIT OR CC0-1.0)'];

/** Tools whose own code is compiled into the release: runtime of components, standard library of the kernels. */
const shippedTools = ['svelte', 'esm-env', 'clsx', 'assemblyscript'];

/**
 * Returns a Vite plugin that emits `third-party-licenses.txt`: the licences of all packages that the build may
 * contain. Each is given once here, instead of in a comment at each module.
 */
export function listLicenses() {
  return {
    name: 'third-party-licenses',
    apply: 'build',
    generateBundle() {
      const source = listPackages()
        .filter(({ path, isShipped }) => isShipped && existsSync(join(root, path)))
        .map(
          ({ path, name, version, license }) =>
            `${name} ${version} (${license ?? 'see below'})\n\n${readLicense(join(root, path))}`,
        )
        .join(`\n${'='.repeat(80)}\n\n`);
      this.emitFile({ type: 'asset', fileName: 'third-party-licenses.txt', source });
    },
  };
}

/** Returns the packages of package-lock.json whose licence nobody has looked at, as "name version: licence". */
export function findUnknownLicenses() {
  return listPackages()
    .filter(
      ({ license, isShipped }) =>
        !shippedLicenses.includes(license) && (isShipped || !toolLicenses.includes(license)),
    )
    .map(({ name, version, license }) => `${name} ${version}: ${license ?? 'none told'}`);
}

/** All packages of package-lock.json, and whether the release may contain them. */
export function listPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, { version, license, dev = false }]) => {
      const name = path.replace(/^.*node_modules\//, '');
      return { path, name, version, license, isShipped: !dev || shippedTools.includes(name) };
    });
}

/** The text of a package's licence and notices; '' if it has none. */
function readLicense(folder) {
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|notice)/i.test(name));
  return files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
}
