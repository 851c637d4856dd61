import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const source = new URL('service-worker.js', import.meta.url);
/** Copied unchanged from public/, so the bundle does not list them. */
const publicFiles = ['./', './icon.svg', './manifest.webmanifest'];

/** Returns a Vite plugin that emits `sw.js`, which stores every file of the build for offline use. */
export function workOffline() {
  return {
    name: 'work-offline',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const hash = createHash('sha256');
      const emitted = Object.values(bundle).filter(
        ({ fileName }) =>
          /\.(js|css|wasm|zst|woff2|html)$/.test(fileName) && fileName !== 'index.html',
      );
      for (const file of emitted) hash.update(file.type === 'chunk' ? file.code : file.source);
      const page = bundle['index.html'];
      if (page) hash.update(page.source);
      const files = [...publicFiles, ...emitted.map(({ fileName }) => `./${fileName}`)];
      const version = hash.digest('hex').slice(0, 16);
      this.emitFile({
        type: 'asset',
        fileName: 'sw.js',
        source:
          `const files = ${JSON.stringify(files)};\nconst version = '${version}';\n\n` +
          readFileSync(source, 'utf8'),
      });
    },
  };
}
