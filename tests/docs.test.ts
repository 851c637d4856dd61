import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const documents = ['.', 'docs', 'docs/decisions'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

test.each(documents)('%s names only files that exist', (document) => {
  const text = readFileSync(join(root, document), 'utf8');
  const named = [...text.matchAll(/`((?:src|models|workers|tests|bench|scripts)\/[\w./-]+)`/g)];
  const missing = named.map(([, path]) => path).filter((path) => !existsSync(join(root, path)));
  expect(missing).toEqual([]);
});

test.each(documents)('%s links only to files that exist', (document) => {
  const text = readFileSync(join(root, document), 'utf8');
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)];
  const folder = join(root, document, '..');
  const missing = links
    .map(([, path]) => join(folder, path))
    // Above the project are the pages that GitHub has beside its files.
    .filter((path) => path.startsWith(root) && !existsSync(path));
  expect(missing).toEqual([]);
});
