import { describe, expect, test } from 'vitest';
import {
  type LabResult,
  mergeResults,
  readResult,
  ResultError,
  writeResult,
} from '../../../src/core/lab/results';
import { isResultsHead } from '../../../src/core/lab/results-head';
import { makeSearch } from '../search/make-search';

/** What came of one training of a search. */
function makeResult(changes: Partial<LabResult> = {}): LabResult {
  return {
    format: 'tabquant-result',
    version: 1,
    backend: 'plain CPU',
    key: 'b'.repeat(64),
    job: { kind: 'search-try', configuration: 3 },
    input: { datasetId: 'a'.repeat(64), name: 'btc.parquet' },
    program: 'Tabquant 1.0.0',
    result: {
      kind: 'search-try',
      request: makeSearch(),
      tried: { configuration: 3, rung: 1, score: 0.53, seconds: NaN },
    },
    trials: [],
    ...changes,
  };
}

const file = (name: string, ...results: readonly LabResult[]) => ({
  name,
  lines: results.map(writeResult),
});

describe('a line of results', () => {
  test('is read as it was written; a figure that is undefined is NaN on both sides', () => {
    const line = writeResult(makeResult());
    expect(line).toContain('"seconds":null');
    expect(readResult(line, 'all.jsonl:1')).toEqual(makeResult());
    expect(writeResult(readResult(line, 'all.jsonl:1'))).toBe(line);
  });

  test('begins in a way that tells a file of results from others', () => {
    expect(isResultsHead(writeResult(makeResult()))).toBe(true);
    expect(isResultsHead('{"format":"tabquant-result"}')).toBe(false);
    expect(isResultsHead(` ${writeResult(makeResult())}`)).toBe(false);
  });

  test('is refused by its place and the field that is wrong', () => {
    const read = (line: string) => () => readResult(line, 'all.jsonl:7');
    const line = writeResult(makeResult());
    expect(read(line.slice(0, -1))).toThrow(
      new ResultError('all.jsonl:7: the line is not whole JSON'),
    );
    expect(read('7')).toThrow(/^all\.jsonl:7: the line: /);
    expect(read(line.replace('"version":1', '"version":2'))).toThrow(/^all\.jsonl:7: version: /);
    expect(read(line.replace('"rung":1', '"rung":"one"'))).toThrow(
      'all.jsonl:7: result.tried.rung: must be a finite number',
    );
  });
});

describe('merging files of results', () => {
  const early = makeResult();
  const late = makeResult({ key: 'c'.repeat(64) });

  test('gives each result once, sorted by key, whatever the order of the files', () => {
    const merged = { lines: [early, late].map(writeResult), conflicts: [] };
    expect(mergeResults([file('one', late, early), file('two', early)])).toEqual(merged);
    expect(mergeResults([file('two', early), file('one', late, early)])).toEqual(merged);
  });

  const conflictWith = (other: LabResult) =>
    mergeResults([file('one', late, early), file('two', other)]);

  test.each<[string, Partial<LabResult>, string]>([
    [
      'other bars',
      { input: { datasetId: 'd'.repeat(64), name: 'btc.parquet' } },
      'but read other bars of btc.parquet: run it again on one of them',
    ],
    [
      'another version of the program',
      { program: 'Tabquant 1.1.0' },
      'by Tabquant 1.0.0 on plain CPU and Tabquant 1.1.0 on plain CPU: use one for all shards',
    ],
    [
      'another backend',
      { backend: 'WASM SIMD' },
      'by Tabquant 1.0.0 on plain CPU and Tabquant 1.0.0 on WASM SIMD: use one for all shards',
    ],
  ])('keeps the first of two that differ by %s, and says so', (_, changes, reason) => {
    const { lines, conflicts } = conflictWith(makeResult(changes));
    expect(lines).toEqual([early, late].map(writeResult));
    expect(conflicts).toEqual([`one:2 and two:1 are the same job, ${reason}`]);
  });

  test('says where two differ though bars and program are the same', () => {
    const result = {
      ...early.result,
      tried: { configuration: 3, rung: 1, score: 0.54, seconds: NaN },
    } as LabResult['result'];
    expect(conflictWith(makeResult({ result })).conflicts).toEqual([
      'one:2 and two:1 are the same job with different results',
    ]);
  });

  test('refuses a damaged line by file and number', () => {
    const damaged = { name: 'two', lines: [writeResult(early), '{"key":'] };
    expect(() => mergeResults([file('one', late), damaged])).toThrow(
      'two:2: the line is not whole JSON',
    );
  });
});
