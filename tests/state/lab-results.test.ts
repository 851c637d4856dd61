import { expect, test } from 'vitest';
import { describeOpened } from '../../src/state/lab-results';
import type { OpenedResults } from '../../workers/api/data';

const nothing: OpenedResults = { studies: 0, known: 0, searches: [], left: 0, missing: [] };

test('what became of files of results is said in sentences', () => {
  expect(describeOpened([nothing])).toBe('The file has no results.');
  expect(describeOpened([{ ...nothing, studies: 1 }])).toBe('Opened 1 study (in Evaluate).');
  const tried = { configuration: 0, rung: 0, score: 0.5, seconds: NaN };
  const searches = [{ request: {} as never, tries: [tried, tried] }];
  const left = { left: 2, missing: ['btc.parquet'] };
  expect(
    describeOpened([
      { ...nothing, studies: 1, searches },
      { ...nothing, studies: 2, ...left },
    ]),
  ).toBe(
    'Opened 3 studies (in Evaluate) and 2 tries of a search (in Train). Left out 2 results of bars that are not in this library: ' +
      'btc.parquet. Import them, and drop the file again.',
  );
  expect(describeOpened([{ ...nothing, known: 1 }])).toBe(
    '1 study finished here before stays as it was.',
  );
});
