import { describe, expect, test } from 'vitest';
import { modelKinds } from '../../src/core/models/list';
import { readSourceFiles } from '../source-files';

// How many files an entry takes, counted in the program itself: docs/EXTENDING.md, "Files of an entry".
const files = readSourceFiles(['src', 'models', 'workers'], ['models/kernels/assembly/']);
const paths = new Set(files.map(({ path }) => path));

function findImporters(part: string): readonly string[] {
  return files
    .filter(({ imports }) => imports.some(({ target }) => target === part))
    .map(({ path }) => path);
}

test.each(['clock', 'order-flow', 'price', 'shape', 'volume'])(
  'features of a family are one file, which the list alone imports: %s',
  (family) => {
    expect(findImporters(`src/core/features/${family}.ts`)).toEqual(['src/core/features/list.ts']);
  },
);

test.each(['over-costs', 'triple-barrier'])(
  'the label %s is one file, which the list alone imports',
  (name) => {
    expect(findImporters(`src/core/labels/${name}.ts`)).toEqual(['src/core/labels/list.ts']);
  },
);

describe('a model kind', () => {
  const folders = [
    'src/core/models',
    'src/core/models/streaming',
    'models/kinds',
    'src/feeds/model-files/onnx',
  ];
  const partsOf = (name: string): readonly string[] =>
    folders.map((folder) => `${folder}/${name}.ts`).filter((path) => paths.has(path));

  test('takes a file for each place that runs it', () => {
    const counts = modelKinds.map(({ name }) => [name, partsOf(name).length]);
    expect(Object.fromEntries(counts)).toEqual({
      tcn: 4,
      logistic: 4,
      trees: 3, // not written as ONNX
      lstm: 4,
      transformer: 4,
      ensemble: 1, // made of the others
      windowed: 4,
    });
  });

  /** What else is about one kind: the reader of the files that its models come from. */
  const readers: Readonly<Record<string, string>> = {
    windowed: 'src/feeds/dashboard/read-dashboard.ts',
  };

  test('is imported by its parts, the lists, and what computes it alone', () => {
    const lists = folders.map((folder) => `${folder}/list.ts`);
    for (const { name, listMembers } of modelKinds) {
      if (listMembers !== undefined) continue;
      const parts = partsOf(name);
      const others = parts
        .flatMap(findImporters)
        .filter((path) => !lists.includes(path) && !parts.includes(path) && path !== readers[name])
        .filter((path) => !/^models\/(ops|boosting)\//.test(path));
      expect(others, name).toEqual([]);
    }
  });
});
