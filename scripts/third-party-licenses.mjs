import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run-command.mjs';

/**
 * Returns a Vite plugin that emits `third-party-licenses.txt`: the licences of all packages that the build may
 * contain. Each is given once here, instead of in a comment at each module.
 */
export function listLicenses() {
  return {
    name: 'third-party-licenses',
    apply: 'build',
    generateBundle() {
      const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
      const source = Object.entries(packages)
        .filter(([path, { dev = false }]) => path !== '' && !dev && existsSync(join(root, path)))
        .map(([path, { version, license }]) => {
          const name = path.replace(/^.*node_modules\//, '');
          return `${name} ${version} (${license ?? 'see below'})\n\n${readLicense(join(root, path))}`;
        })
        .join(`\n${'='.repeat(80)}\n\n`);
      this.emitFile({ type: 'asset', fileName: 'third-party-licenses.txt', source });
    },
  };
}

/** The text of a package's licence and notices; '' if it has none. */
function readLicense(folder) {
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|notice)/i.test(name));
  return files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
}
