import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

/**
 * Who may import whom: the table of docs/ARCHITECTURE.md. A layer is the longest path prefix that
 * matches a file; it may import itself, the layers it names, and the packages it names.
 */
const layers: Record<string, { layers: readonly string[]; packages: readonly string[] }> = {
  'src/core/random': { layers: [], packages: [] },
  'src/core/bars': { layers: [], packages: [] },
  'src/core/fields': { layers: [], packages: [] },
  'src/core/features': core('bars'),
  'src/core/labels': core('bars', 'features', 'fields'),
  'src/core/dataset': core('bars', 'features', 'labels', 'random'),
  'src/core/models': core('bars', 'features', 'labels', 'dataset', 'random', 'fields'),
  'src/core/metrics': core('bars', 'labels', 'dataset', 'models', 'trading'),
  'src/core': { layers: ['src/core'], packages: ['valibot'] },
  'src/exchange': { layers: ['src/core'], packages: ['valibot'] },
  'src/live': { layers: ['src/core', 'src/exchange'], packages: ['valibot'] },
  'src/feeds': {
    layers: ['src/core'],
    packages: ['parquet-wasm', 'hyparquet', 'apache-arrow', 'fzstd', 'papaparse', '@zip.js/zip.js'],
  },
  'src/storage': { layers: ['src/core', 'src/exchange', 'src/live'], packages: ['idb', 'valibot'] },
  'src/charts': { layers: ['src/core'], packages: ['uplot', 'svelte'] },
  models: { layers: ['src/core'], packages: ['@tensorflow'] },
  'workers/api': { layers: ['src/core', 'src/exchange', 'src/live'], packages: [] },
  workers: {
    layers: [
      'workers/api',
      'src/core',
      'src/exchange',
      'src/feeds',
      'src/live',
      'src/storage',
      'models',
    ],
    packages: ['comlink'],
  },
  'src/client': {
    layers: ['workers/api', 'src/core', 'src/exchange', 'src/live'],
    packages: ['comlink'],
  },
  'src/state': {
    layers: ['src/client', 'src/core', 'src/exchange', 'src/live', 'workers/api'],
    packages: ['svelte'],
  },
  'src/ui': {
    layers: ['src/state', 'src/charts', 'src/core', 'src/exchange', 'src/live', 'workers/api'],
    packages: ['svelte', '@fontsource-variable/inter'],
  },
  'src/main.ts': { layers: ['src/App.svelte', 'src/ui'], packages: ['svelte'] },
  'src/App.svelte': { layers: ['src/ui', 'src/state'], packages: ['svelte'] },
};

/** Layers that may only be imported for their types, by the layers named. */
const typesOnly = [
  { from: 'src/state', to: 'workers/api' },
  { from: 'src/ui', to: 'workers/api' },
  { from: 'src/client', to: 'workers/api' },
];

function core(...steps: readonly string[]) {
  return { layers: steps.map((step) => `src/core/${step}`), packages: [] };
}

interface Import {
  readonly specifier: string;
  readonly isTypeOnly: boolean;
}

const root = resolve(import.meta.dirname, '..');
const files = ['src', 'models', 'workers'].flatMap((folder) => listSources(join(root, folder)));

describe('imports follow the table of layers', () => {
  test('every source file belongs to a layer', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((file) => layerOf(file) === undefined)).toEqual([]);
  });

  test.each(Object.keys(layers))('%s imports only what it may', (layer) => {
    const offences = files
      .filter((file) => layerOf(file) === layer)
      .flatMap((file) =>
        readImports(file)
          .filter((found) => !isAllowed(layer, file, found))
          .map((found) => `${file} imports ${found.specifier}`),
      );
    expect(offences).toEqual([]);
  });

  test('only models imports tfjs, and core imports no package', () => {
    const importers = files.filter((file) =>
      readImports(file).some(({ specifier }) => specifier.startsWith('@tensorflow')),
    );
    expect(importers.length).toBeGreaterThan(0);
    expect(importers.every((file) => file.startsWith('models/'))).toBe(true);
  });
});

describe('the rule itself', () => {
  const found = { specifier: '../../models/trainer', isTypeOnly: false };

  test('refuses the page importing the models', () => {
    expect(isAllowed('src/ui', 'src/ui/views/x.svelte', found)).toBe(false);
  });

  test('refuses a package that the layer does not name', () => {
    const arrow = { specifier: 'apache-arrow', isTypeOnly: false };
    expect(isAllowed('src/core', 'src/core/engine.ts', arrow)).toBe(false);
    expect(isAllowed('src/feeds', 'src/feeds/parquet.ts', arrow)).toBe(true);
  });

  test('refuses a later step of core in an earlier one', () => {
    const engine = { specifier: '../metrics/auc', isTypeOnly: false };
    expect(isAllowed('src/core/bars', 'src/core/bars/gaps.ts', engine)).toBe(false);
  });
});

function listSources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function layerOf(file: string): string | undefined {
  return Object.keys(layers)
    .filter((layer) => isInside(file, layer))
    .sort((a, b) => b.length - a.length)[0];
}

function isInside(file: string, layer: string): boolean {
  const path = file.replace(/(\.svelte)?\.ts$/, '');
  return file === layer || path === layer || file.startsWith(`${layer}/`);
}

function readImports(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statement =
    /(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;
  return [...text.matchAll(statement)].map((match) => ({
    specifier: match[2] ?? match[3] ?? '',
    isTypeOnly: match[1] !== undefined,
  }));
}

function isAllowed(layer: string, file: string, { specifier, isTypeOnly }: Import): boolean {
  const allowed = layers[layer] ?? { layers: [], packages: [] };
  if (!specifier.startsWith('.')) {
    return allowed.packages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
  }
  const target = relative(root, resolve(root, dirname(file), specifier));
  const limit = typesOnly.find(({ from, to }) => from === layer && isInside(target, to));
  if (limit !== undefined && !isTypeOnly) return false;
  return [layer, ...allowed.layers].some((other) => isInside(target, other));
}
