import type { SearchRequest } from '../../src/core/search/search';
import { afterEach, expect, test, vi } from 'vitest';
import {
  describeShape,
  type ColumnMapping,
  type ImportDecisions,
  type MappingQuestion,
  noDecisions,
} from '../../src/core/import';
import { ImportPreviewState } from '../../src/state/import-preview.svelte';
import { ImportState, type FetchUrl } from '../../src/state/import.svelte';
import type { ImportOutcome } from '../../workers/api/data';
import { makeLibrary } from './fake-library';
import { makeDatasetInfo } from './make-dataset-info';

const dataset = makeDatasetInfo({ id: 'imported', name: 'Imported' });
const stored: ImportOutcome = {
  kind: 'stored',
  datasets: [dataset],
  funding: [],
  recalled: [],
  files: [],
};
const mapping: ColumnMapping = {
  columns: { openTime: 0, close: 1 },
  time: { encoding: { kind: 'typed' }, zone: 'UTC', moment: 'open' },
  decimal: '.',
  extras: [],
};
const mapColumns: MappingQuestion = {
  kind: 'map-columns',
  file: 'a.csv',
  columns: [],
  rows: [],
  readings: [{ mapping, label: '', evidence: [] }],
  reasons: [],
};
const gives = { bars: 1, missingBars: 0 };
const badRows = {
  kind: 'bad-rows',
  file: 'a.csv',
  rows: 2,
  badRows: 1,
  findings: [],
  repairs: [{ kind: 'leave-out', rows: 1, gives }],
} as const;
const makeBars = {
  kind: 'make-bars',
  file: 'a.csv',
  files: 2,
  trades: 100,
  from: 0,
  to: 90_000,
  intervalsMs: [60_000],
  doubts: [],
} as const;

type Answer = (decisions: ImportDecisions) => ImportOutcome;

/** An import whose worker answers as `answer` says; `asked` are the calls that it got. */
function makeImport(answer: Answer, fetchUrl: FetchUrl = () => Promise.reject(new Error('none'))) {
  const asked: {
    names: string[];
    decisions: ImportDecisions;
    urls: readonly string[] | undefined;
  }[] = [];
  const previewed: { names: string[]; decisions: ImportDecisions }[] = [];
  const results: string[] = [];
  const { library, notices, store } = makeLibrary();
  const importing = new ImportState(
    {
      importFiles(files, decisions, onEvent, _signal, urls) {
        asked.push({ names: files.map(({ name }) => name), decisions, urls });
        onEvent({ kind: 'storing' });
        const outcome = answer(decisions);
        if (outcome.kind === 'stored') outcome.datasets.forEach(store);
        return Promise.resolve(outcome);
      },
      addSample: () => Promise.reject(new Error('not asked for')),
      openResults({ name }) {
        results.push(name);
        const request = { datasetId: 'a' } as SearchRequest;
        const searches = [{ request, tries: [] }];
        return Promise.resolve({ studies: 2, known: 0, searches, left: 0, missing: [] });
      },
    },
    library,
    notices,
    fetchUrl,
    new ImportPreviewState({
      previewImport(files, decisions) {
        previewed.push({ names: files.map(({ name }) => name), decisions });
        return Promise.resolve({ series: [], conflicts: 0, badRows: 0 });
      },
    }),
  );
  return { importing, library, notices, asked, previewed, results };
}

afterEach(() => vi.useRealTimers());

const files = [new File(['x'], 'a.csv'), new File(['y'], 'b.csv')];

test('files that are stored become the dataset in use, and that is said', async () => {
  const { importing, library, notices } = makeImport(() => stored);
  const done = importing.importFiles(files);
  expect(importing.progress).toMatchObject({ stage: 'storing', subject: 'a.csv' });
  await done;
  expect(importing.progress).toBeUndefined();
  expect(library.dataset).toEqual(dataset);
  expect(notices.current?.text).toBe('Added Imported.');
});

test('answers gather: the same files are imported again with all that was decided', async () => {
  const { importing, asked, library } = makeImport((decisions) => {
    if (decisions.mappings['a.csv'] === undefined) {
      return { kind: 'question', question: mapColumns };
    }
    return decisions.badRows === 'ask' ? { kind: 'question', question: badRows } : stored;
  });
  await importing.importFiles(files);
  expect(importing.question).toEqual(mapColumns);
  await importing.answerMapping('a.csv', mapping);
  expect(importing.question).toEqual(badRows);
  await importing.answer({ badRows: 'leave-out' });
  expect(importing.question).toBeUndefined();
  expect(library.dataset).toEqual(dataset);
  expect(asked.map(({ names }) => names)).toEqual(Array(3).fill(['a.csv', 'b.csv']));
  expect(asked.at(-1)?.decisions).toEqual({
    mappings: { 'a.csv': mapping },
    badRows: 'leave-out',
    conflicts: 'ask',
  });
});

test('the interval of bars to make of trades is an answer like the others', async () => {
  const { importing, asked } = makeImport(({ barIntervalMs }) =>
    barIntervalMs === undefined ? { kind: 'question', question: makeBars } : stored,
  );
  await importing.importFiles(files);
  expect(importing.question).toEqual(makeBars);
  await importing.answer({ barIntervalMs: 60_000 });
  expect(importing.question).toBeUndefined();
  expect(asked.at(-1)?.decisions).toEqual({ ...noDecisions, barIntervalMs: 60_000 });
});

test('an answer is counted on the files that it is about, with what was decided before', async () => {
  vi.useFakeTimers();
  const { importing, previewed } = makeImport(() => ({ kind: 'question', question: mapColumns }));
  await importing.importFiles(files);
  importing.preview('a.csv', mapping);
  await vi.advanceTimersByTimeAsync(1000);
  expect(previewed).toEqual([
    { names: ['a.csv'], decisions: { ...noDecisions, mappings: { 'a.csv': mapping } } },
  ]);
  importing.preview('b.csv / inner.csv', mapping);
  await vi.advanceTimersByTimeAsync(1000);
  expect(previewed[1].names).toEqual(['b.csv']);
});

test('funding rates alone are said to be kept, and change nothing that is in use', async () => {
  const funding = [{ symbol: 'BTCUSDT', rates: 93, datasets: 2 }];
  const { importing, library, notices } = makeImport(() => ({
    ...stored,
    datasets: [],
    funding,
  }));
  const before = library.dataset;
  await importing.importFiles(files);
  expect(notices.current?.text).toBe('Kept 93 funding rates with 2 datasets of BTCUSDT.');
  expect(library.dataset).toBe(before);
});

test('an import can be taken back: what is new goes to the trash, and the dataset before is used', async () => {
  const before = makeDatasetInfo({ id: 'before', name: 'Before' });
  const both: ImportOutcome = {
    kind: 'stored',
    datasets: [dataset, before],
    recalled: [],
    funding: [],
    files: [],
  };
  const outcomes = [{ ...both, datasets: [before] }, both];
  const { importing, library, notices } = makeImport(() => outcomes.shift() ?? both);
  await importing.importFiles(files);
  await importing.importFiles(files);
  expect(library.dataset?.id).toBe('imported');
  expect(notices.current?.actions.map(({ label }) => label)).toEqual(['Undo', 'Map columns']);
  notices.act();
  await vi.waitFor(() => expect(library.trash.map(({ id }) => id)).toEqual(['imported']));
  expect(library.datasets.map(({ id }) => id)).toEqual(['before']);
  await vi.waitFor(() => expect(library.dataset?.id).toBe('before'));
  expect(notices.current?.text).toBe('Took the import back; it is in the trash.');
});

test('bars that were here already leave nothing to take back', async () => {
  const { importing, notices } = makeImport(() => stored);
  await importing.importFiles(files);
  await importing.importFiles(files);
  expect(notices.current?.actions).toEqual([]);
});

test('an answer is remembered once it gave bars, and can be given again', async () => {
  const { importing, asked, library, notices } = makeImport(({ mappings, remembered }) => {
    if ('a.csv' in mappings) return stored;
    if (remembered === undefined) return { kind: 'question', question: mapColumns };
    return { ...stored, recalled: ['a.csv'], files: [] };
  });
  await importing.importFiles(files);
  await importing.answerMapping('a.csv', mapping);
  await library.takeBack([dataset], undefined);
  await importing.importFiles(files);
  expect(asked.at(-1)?.decisions.remembered).toEqual([
    { shape: describeShape(mapColumns), file: 'a.csv', mapping },
  ]);
  expect(notices.current?.text).toBe(
    'Added Imported. The columns of a.csv were mapped as you did before.',
  );
  const again = notices.current?.actions.find(({ label }) => label === 'Map columns again');
  notices.act(again);
  await vi.waitFor(() => expect(importing.question).toEqual(mapColumns));
  expect(library.datasets).toEqual([]);
});

test('what was read without a question can be mapped by hand, too', async () => {
  const { importing, library, notices } = makeImport(({ asksColumns }) =>
    asksColumns === true ? { kind: 'question', question: mapColumns } : stored,
  );
  await importing.importFiles(files);
  notices.act(notices.current?.actions.find(({ label }) => label === 'Map columns'));
  await vi.waitFor(() => expect(importing.question).toEqual(mapColumns));
  expect(library.datasets).toEqual([]);
});

test('an answer that gave no bars is not remembered', async () => {
  const { importing, asked } = makeImport(({ mappings }) =>
    'a.csv' in mappings
      ? { kind: 'refused', message: 'no bars', question: mapColumns }
      : { kind: 'question', question: mapColumns },
  );
  await importing.importFiles(files);
  await importing.answerMapping('a.csv', mapping);
  await importing.importFiles(files);
  expect(asked.at(-1)?.decisions.remembered).toBeUndefined();
});

test('a refusal keeps its question, and the mapping that was tried', async () => {
  const { importing } = makeImport(() => ({
    kind: 'refused',
    message: 'a.csv has no close.',
    question: mapColumns,
  }));
  await importing.importFiles(files);
  await importing.answerMapping('a.csv', mapping);
  expect(importing.refusal).toEqual({ message: 'a.csv has no close.', question: mapColumns });
  expect(importing.triedMapping('a.csv')).toEqual(mapping);
  importing.dismiss();
  expect(importing.refusal).toBeUndefined();
});

test('a question that is left unanswered imports nothing, and that is said', async () => {
  const { importing, library, notices } = makeImport(() => ({
    kind: 'question',
    question: badRows,
  }));
  await importing.importFiles(files);
  importing.dismiss();
  expect(importing.question).toBeUndefined();
  expect(library.datasets).toEqual([]);
  expect(notices.current?.text).toBe('Nothing was imported.');
});

test('a file that cannot be read is refused with what was thrown', async () => {
  const { importing } = makeImport(() => {
    throw new Error('a.csv is cut short.');
  });
  await importing.importFiles(files);
  expect(importing.refusal).toEqual({ message: 'a.csv is cut short.' });
});

test('a second import waits for the first one, and is told so', async () => {
  const { importing, asked } = makeImport(() => stored);
  const first = importing.importFiles(files);
  await importing.importFiles([new File([], 'c.csv')]);
  expect(importing.refusal?.message).toMatch(/^c\.csv was not taken/);
  await first;
  expect(asked).toHaveLength(1);
});

test('what is fetched is imported with its address; the next time it is not fetched again', async () => {
  const url = 'https://data.example/a.parquet';
  let fetched = 0;
  const { importing, asked, library } = makeImport(
    () => ({
      kind: 'stored',
      recalled: [],
      funding: [],
      datasets: [
        {
          ...dataset,
          sources: [{ name: 'a.parquet', bytes: 1, sha256: '', format: 'parquet', notes: [], url }],
        },
      ],
      files: [],
    }),
    (_, onProgress) => {
      fetched++;
      onProgress({ doneBytes: 1, totalBytes: 4 });
      return Promise.resolve(new File(['x'], 'a.parquet'));
    },
  );
  await importing.openUrls([url]);
  await importing.openUrls([url]);
  expect(asked.map((call) => [call.names, call.urls])).toEqual([[['a.parquet'], [url]]]);
  expect(fetched).toBe(1);
  expect(library.dataset?.id).toBe('imported');
});

test('several addresses become one import', async () => {
  const { importing, asked } = makeImport(
    () => stored,
    (url) => Promise.resolve(new File(['x'], url)),
  );
  await importing.openUrls(['https://data.example/1', 'https://data.example/2']);
  expect(asked.map(({ names }) => names)).toEqual([
    ['https://data.example/1', 'https://data.example/2'],
  ]);
});

test('an address that cannot be fetched is refused with the reason', async () => {
  const { importing } = makeImport(
    () => stored,
    () => Promise.reject(new Error('The server answered 404.')),
  );
  await importing.importUrls(['https://data.example/none.csv']);
  expect(importing.refusal?.message).toBe('The server answered 404.');
});

test('cancelling a fetch leaves nothing behind', async () => {
  const { importing, asked } = makeImport(
    () => stored,
    (_url, _onProgress, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new DOMException('Cancelled', 'AbortError')));
      }),
  );
  const done = importing.importUrls(['https://data.example/a.csv']);
  expect(importing.progress?.stage).toBe('fetching');
  importing.cancel();
  await done;
  expect(importing.progress).toBeUndefined();
  expect(importing.refusal).toBeUndefined();
  expect(asked).toEqual([]);
});

test('results of the lab are told from bars as JSON lines, and opened after them', async () => {
  const { importing, asked, results, notices } = makeImport(() => ({
    kind: 'refused',
    message: 'no bars',
  }));
  const lab = new File(
    ['{"backend":"WASM SIMD","format":"tabquant-result","job":{}}\n'],
    'a.jsonl',
  );
  const bars = new File(['{"time":1,"close":2}\n'], 'b.jsonl');
  await importing.importFiles([lab, bars]);
  expect(asked.map(({ names }) => names)).toEqual([['b.jsonl']]);
  expect(results).toEqual(['a.jsonl']);
  await importing.importFiles([lab]);
  expect(asked).toHaveLength(1);
  expect(importing.progress).toBeUndefined();
  expect(notices.current?.text).toBe('Opened 2 studies (in Evaluate).');
  expect(importing.takeSearch('b')).toBeUndefined();
  expect(importing.takeSearch('a')?.request.datasetId).toBe('a');
  expect(importing.takeSearch('a')).toBeUndefined();
});
