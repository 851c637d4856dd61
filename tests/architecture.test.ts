import { describe, expect, test } from 'vitest';
import { parseSource, readSourceFiles, type Import, type SourceFile } from './source-files';

/**
 * Who may import whom: the table of docs/ARCHITECTURE.md. A layer is the longest path prefix that
 * matches a file; it may import itself, the layers it names, and the packages it names.
 */
const layers: Record<string, { layers: readonly string[]; packages: readonly string[] }> = {
  'src/core/random': { layers: [], packages: [] },
  'src/core/bars': { layers: [], packages: [] },
  'src/core/fields': { layers: [], packages: [] },
  'src/core/schema': { layers: [], packages: ['valibot'] },
  'src/core/parse-json': { layers: [], packages: [] },
  'src/core/features': core('bars'),
  'src/core/labels': core('bars', 'features', 'fields'),
  'src/core/dataset': core('bars', 'features', 'labels', 'random'),
  'src/core/models': {
    ...core('bars', 'features', 'labels', 'dataset', 'random', 'fields', 'schema', 'parse-json'),
    packages: ['valibot'],
  },
  'src/core/metrics': core('bars', 'format', 'random'),
  'src/feeds/model-files': { layers: ['src/core'], packages: ['valibot', 'pbf'] },
  'src/feeds/dashboard': { layers: ['src/core', 'src/feeds'], packages: [] },
  'src/core': { layers: ['src/core'], packages: ['valibot'] },
  'src/exchange': { layers: ['src/core'], packages: ['valibot'] },
  'src/live': { layers: ['src/core', 'src/exchange'], packages: ['valibot'] },
  'src/feeds': {
    layers: ['src/core'],
    packages: ['parquet-wasm', 'hyparquet', 'apache-arrow', 'fzstd', 'papaparse', '@zip.js/zip.js'],
  },
  'src/storage': { layers: ['src/core'], packages: ['idb', 'valibot'] },
  'src/charts': { layers: ['src/core'], packages: ['uplot', 'svelte'] },
  models: { layers: ['src/core'], packages: ['@tensorflow'] },
  'workers/api': { layers: ['src/core', 'src/exchange', 'src/live'], packages: [] },
  'src/trust-own-scripts': { layers: [], packages: [] },
  workers: {
    layers: [
      'workers/api',
      'src/trust-own-scripts',
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
    layers: ['workers/api', 'src/core'],
    packages: ['comlink', 'valibot'],
  },
  'src/state': {
    layers: ['src/client', 'src/core', 'workers/api'],
    packages: ['svelte', 'valibot'],
  },
  'src/ui': {
    layers: ['src/state', 'src/charts', 'src/core', 'workers/api'],
    packages: ['svelte', '@fontsource-variable/inter', 'virtua'],
  },
  'src/main.ts': {
    layers: ['src/App.svelte', 'src/ui', 'src/trust-own-scripts'],
    packages: ['svelte'],
  },
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

/** Exports that tests alone import, and why. */
const allowedExports: Readonly<Record<string, string>> = {
  'src/core/metrics/risk.ts computeMaxDrawdown':
    'the definition by which the figure that the engine keeps bar by bar is tested',
};

const sources = readSourceFiles(
  ['src', 'models', 'workers', 'scripts', 'bench', 'tests'],
  ['models/kernels/assembly/', 'src/feeds/formats/csv/assembly/'],
);
const files = sources.filter(({ path }) => /^(src|models|workers)\//.test(path));

describe('imports follow the table of layers', () => {
  test('every source file belongs to a layer', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter(({ path }) => layerOf(path) === undefined)).toEqual([]);
  });

  test.each(Object.keys(layers))('%s imports only what it may', (layer) => {
    const offences = files
      .filter(({ path }) => layerOf(path) === layer)
      .flatMap(({ path, imports }) =>
        imports
          .filter((found) => !found.isStarted && !isAllowed(layer, found))
          .map((found) => `${path} imports ${found.specifier}`),
      );
    expect(offences).toEqual([]);
  });

  test('only models imports tfjs', () => {
    const importers = files.filter(({ imports }) =>
      imports.some(({ specifier }) => specifier.startsWith('@tensorflow')),
    );
    expect(importers.length).toBeGreaterThan(0);
    expect(importers.every(({ path }) => path.startsWith('models/'))).toBe(true);
  });

  test('a kind of model is known by name to its parts and the lists alone', () => {
    const folders = [
      'models/kinds',
      'src/core/models',
      'src/core/models/streaming',
      'src/feeds/model-files/onnx',
    ];
    const parts = folders.map((folder) => `${folder}/tcn.ts`);
    const importers = files.filter(({ imports }) =>
      imports.some(({ target }) => parts.includes(target ?? '')),
    );
    const lists = folders.map((folder) => `${folder}/list.ts`);
    const allowed = [...lists, ...parts.filter((path) => path !== 'src/core/models/tcn.ts')];
    expect(importers.map(({ path }) => path).sort()).toEqual(allowed.sort());
  });

  test('no file imports itself by way of others, types included', () => {
    expect(findCircles(files)).toEqual([]);
  });
});

test('every exported name is imported, by more than tests unless its own file uses it', () => {
  const dead = findDeadExports(sources).filter((name) => !Object.hasOwn(allowedExports, name));
  expect(dead).toEqual([]);
});

describe('the rules themselves', () => {
  const importsOf = (path: string, text: string): readonly Import[] =>
    parseSource(path, text).imports;
  const [trainer] = importsOf('src/ui/views/X.svelte', importing('../../../models/trainer'));

  test('refuse the page importing the models', () => {
    expect(trainer?.target).toBe('models/trainer');
    expect(isAllowed('src/ui', trainer)).toBe(false);
  });

  test('refuse a package that the layer does not name', () => {
    const [arrow] = importsOf('src/core/engine.ts', "import { Table } from 'apache-arrow';");
    expect(isAllowed('src/core', arrow)).toBe(false);
    expect(isAllowed('src/feeds', arrow)).toBe(true);
  });

  test('refuse a later step of core in an earlier one, for its types too', () => {
    const text = "import type { Auc } from '../metrics/auc';";
    const [later] = importsOf('src/core/bars/gaps.ts', text);
    expect(isAllowed('src/core/bars', later)).toBe(false);
  });

  test('find circles, of types and of what is loaded later too', () => {
    const circle = [
      parseSource('src/a.ts', "import type { B } from './b';", (path) => path.endsWith('.ts')),
      parseSource('src/b.ts', "void import('./c');", (path) => path.endsWith('.ts')),
      parseSource('src/c.ts', "export { a } from './a';", (path) => path.endsWith('.ts')),
      parseSource('src/d.ts', "import { a } from './a';", (path) => path.endsWith('.ts')),
    ];
    expect(findCircles(circle)).toEqual([['src/a.ts', 'src/b.ts', 'src/c.ts']]);
  });

  test('find exports that nobody imports, and those that only tests do', () => {
    const exists = (path: string): boolean => path.endsWith('.ts');
    const parse = (path: string, text: string) => parseSource(path, text, exists);
    const all = [
      parse(
        'src/a.ts',
        'export const used = 1; export const part = 2; export const alone = part; export type Own = 3; let x: Own;',
      ),
      parse('src/b.ts', "const { used } = await import('./a');"),
      parse('tests/a.test.ts', "import { part, alone } from '../src/a';"),
    ];
    expect(findDeadExports(all)).toEqual(['src/a.ts alone', 'src/a.ts Own']);
  });
});

function importing(specifier: string): string {
  return `<script lang="ts">import { x } from '${specifier}';</script>`;
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

function isAllowed(layer: string, found: Import | undefined): boolean {
  if (found === undefined) return false;
  const { specifier, target, isTypeOnly } = found;
  const allowed = layers[layer] ?? { layers: [], packages: [] };
  if (target === undefined) {
    return allowed.packages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
  }
  const limit = typesOnly.find(({ from, to }) => from === layer && isInside(target, to));
  if (limit !== undefined && !isTypeOnly) return false;
  return [layer, ...allowed.layers].some((other) => isInside(target, other));
}

/** Groups of files that import each other, each in the order of their names (Tarjan 1972). */
function findCircles(graph: readonly SourceFile[]): string[][] {
  const byPath = new Map(graph.map((file) => [file.path, file]));
  const order = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (path: string): number => {
    order.set(path, order.size);
    let low = order.size - 1;
    open.push(path);
    const imports = byPath.get(path)?.imports.filter(({ isStarted }) => !isStarted) ?? [];
    for (const { target } of imports) {
      if (target === undefined || !byPath.has(target)) continue;
      if (!order.has(target)) low = Math.min(low, visit(target));
      else if (open.includes(target)) low = Math.min(low, order.get(target) ?? low);
    }
    if (low === order.get(path)) {
      const circle = open.splice(open.indexOf(path));
      if (circle.length > 1 || imports.some(({ target }) => target === path)) {
        circles.push(circle.sort());
      }
    }
    return low;
  };
  for (const path of byPath.keys()) if (!order.has(path)) visit(path);
  return circles;
}

/**
 * Exports of the program that no file imports, or only tests do without their own file using them, as
 * `path name`. What a file uses itself may be exported for a test of its own.
 */
function findDeadExports(all: readonly SourceFile[]): string[] {
  const isTest = ({ path }: SourceFile): boolean => path.startsWith('tests/');
  const inProgram = listImported(all.filter((file) => !isTest(file)));
  const inTests = listImported(all.filter(isTest));
  return all
    .filter(({ path }) => /^(src|models|workers)\//.test(path))
    .filter(({ path }) => !inProgram.has(`${path} *`))
    .flatMap(({ path, exports, usedNames }) =>
      exports
        .filter((name) => !inProgram.has(`${path} ${name}`))
        .filter((name) => !inTests.has(`${path} ${name}`) || !usedNames.has(name))
        .map((name) => `${path} ${name}`),
    );
}

function listImported(importers: readonly SourceFile[]): ReadonlySet<string> {
  return new Set(
    importers.flatMap(({ imports }) =>
      imports.flatMap(({ target, names }) => names.map((name) => `${target} ${name}`)),
    ),
  );
}
