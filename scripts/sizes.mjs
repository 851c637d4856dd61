/**
 * node scripts/sizes.mjs [dist]: prints the size of a build, compressed (gzip -9), and fails if it is over
 * its budget: what is kept for offline use, what the first screen loads, and code that is in two files.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { root } from './run-command.mjs';

const maxOfflineBytes = 2_400_000;
const maxFirstBytes = 100_000;
/** Smaller files are not compared. */
const minComparedBytes = 10_000;
/** Fraction of the smaller of two compressed files that the larger one may contain too. */
const maxSharedFraction = 0.5;

const folder = join(root, process.argv[2] ?? 'dist');
const files = listKeptFiles().map((path) => {
  const content = readFileSync(join(folder, path));
  // Node's zlib packs WebAssembly 5% worse than gzip -9 does, least so with this level of memory.
  return { path, content, bytes: gzipSync(content, { level: 9, memLevel: 7 }).length };
});
const byPath = new Map(files.map((file) => [file.path, file]));

const heaviest = [...files].sort((a, b) => b.bytes - a.bytes).slice(0, 12);
for (const { path, bytes } of heaviest) console.log(`${format(bytes)}  ${path}`);

const problems = [
  check('kept for offline use', sum(files), maxOfflineBytes),
  check('first screen', sum(listFirstScripts()), maxFirstBytes),
  ...findDuplicates(),
].filter((problem) => problem !== undefined);
for (const problem of problems) console.error(problem);
process.exit(problems.length === 0 ? 0 : 1);

/** The paths of the files that the service worker stores. */
function listKeptFiles() {
  const [, list] = /const files = (\[.*?\]);/.exec(readFileSync(join(folder, 'sw.js'), 'utf8'));
  return JSON.parse(list).map((path) => (path === './' ? 'index.html' : path.replace('./', '')));
}

/** The scripts of the page, of its first worker and of that one's role, with what they import at once. */
function listFirstScripts() {
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const found = new Set();
  const visit = (path) => {
    if (found.has(path) || !byPath.has(path)) return;
    found.add(path);
    const code = byPath.get(path).content.toString();
    for (const [, specifier] of code.matchAll(/(?:from|import)\s*["'](\.[^"']+\.js)["']/g)) {
      visit(posix.join(dirname(path), specifier));
    }
  };
  for (const [, path] of page.matchAll(/(?:src|href)="\.\/([^"]+\.js)"/g)) visit(path);
  for (const role of [/^assets\/worker-/, /^assets\/data-/]) {
    for (const { path } of files) if (role.test(path) && path.endsWith('.js')) visit(path);
  }
  return [...found].map((path) => byPath.get(path));
}

/** Reports each two scripts with the same code: compressed together, they are smaller than separately. */
function findDuplicates() {
  const scripts = files.filter(
    ({ path, bytes }) => path.endsWith('.js') && bytes >= minComparedBytes,
  );
  return scripts.flatMap((one, index) =>
    scripts.slice(index + 1).flatMap((other) => {
      const [a, b] = [measure(one.content), measure(other.content)];
      const shared = a + b - measure(Buffer.concat([one.content, other.content]));
      if (shared < maxSharedFraction * Math.min(a, b)) return [];
      return [`${one.path} and ${other.path} hold the same code, ${format(shared).trim()} of it`];
    }),
  );
}

/** Compressed with a window that covers both files, which gzip's does not. */
function measure(content) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 5,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
  };
  return brotliCompressSync(content, { params }).length;
}

function check(what, bytes, max) {
  const text = `${what}: ${format(bytes).trim()} of at most ${format(max).trim()}`;
  console.log(text);
  return bytes <= max ? undefined : `${text}, which is over the budget`;
}

function sum(some) {
  return some.reduce((total, { bytes }) => total + bytes, 0);
}

function format(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
}
