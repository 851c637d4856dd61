import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { keyJobs, type LabData, runJobs } from '../../bench/lab/run-jobs';
import { readExperiment, takeShard } from '../../src/core/lab/experiment';
import { mergeResults, readResult } from '../../src/core/lab/results';
import { isResultsHead } from '../../src/core/lab/results-head';
import { generateSampleMarket } from '../../src/feeds/sample/sample-market';
import type { TabquantDatabase } from '../../src/storage/schema';
import { saveDataset } from '../../src/storage/save-datasets';
import { listStudies, loadStudy } from '../../src/storage/studies';
import { loadLedger } from '../../src/storage/trials';
import { openResults } from '../../workers/lab-results';
import { makeWalkForward } from '../core/dataset/make-walk-forward';
import { makeDataset, openFresh } from '../storage/make-records';

const text = JSON.stringify({
  format: 'tabquant-experiment',
  version: 1,
  seed: 1,
  data: [{ sample: 'edge', seed: 1, bars: 6 * 1440 }],
  models: [
    { spec: { kind: 'logistic' } },
    { spec: { kind: 'tcn', width: 4, kernel: 3, blocks: 1 }, options: { maxEpochs: 1 } },
  ],
  studies: [makeWalkForward(), { kind: 'shuffled-labels', runs: 1 }],
  searches: [
    {
      tries: 2,
      kinds: ['logistic'],
      featureSets: [{ label: 'Two', features: ['ret_1', 'ret_5'] }],
    },
  ],
});
const machine = {
  readFile: (path: string): Promise<LabData> => Promise.reject(new Error(`there is no ${path}`)),
  program: 'Tabquant 0',
  backend: 'cpu',
} as const;

async function runShard(index: number, total: number, changed = text) {
  const jobs = await keyJobs(readExperiment(changed));
  const keys = jobs.map(({ key }) => key);
  const mine = takeShard(keys, { index, total });
  const lines: string[] = [];
  const problems = await runJobs(
    jobs.filter(({ key }) => mine.includes(key)),
    machine,
    (_, { line }) => lines.push(line),
  );
  return { name: `results-${index}-of-${total}.jsonl`, lines, problems };
}

const before = globalThis.indexedDB;
let whole: Awaited<ReturnType<typeof runShard>>;

beforeAll(async () => {
  vi.stubGlobal('navigator', { hardwareConcurrency: 8 });
  whole = await runShard(1, 1);
});
afterAll(() => {
  globalThis.indexedDB = before;
  vi.unstubAllGlobals();
});

describe('an experiment', () => {
  test('gives the same bytes in one run as in two shards, merged in any order', async () => {
    expect(whole.problems).toEqual([]);
    expect(whole.lines).toHaveLength(6);
    const [one, two] = [await runShard(1, 2), await runShard(2, 2)];
    expect([one.lines.length, two.lines.length]).toEqual([3, 3]);
    for (const files of [
      [one, two],
      [two, one, one],
    ]) {
      expect(mergeResults(files)).toEqual({ lines: whole.lines, conflicts: [] });
    }
  });

  test('says nothing of the time in its results, and what it read', () => {
    for (const line of whole.lines) {
      expect(isResultsHead(line)).toBe(true);
      const { result, input, trials, program } = readResult(line, 'here');
      expect([input.name, program]).toEqual(['Sample market 1', 'Tabquant 0']);
      expect(trials.every(({ at }) => at === 0)).toBe(true);
      if (result.kind === 'study') {
        expect([result.study.startedAt, result.study.savedAt]).toEqual([0, 0]);
        expect(result.study.parts.every(({ seconds }) => Number.isNaN(seconds))).toBe(true);
      } else {
        expect(result.tried.seconds).toBeNaN();
        expect(result.tried.score).toBeGreaterThan(0.4);
      }
    }
  });

  test('names the jobs that cannot be run, and runs the others', async () => {
    const changed = { ...JSON.parse(text), searches: [], data: [{ file: 'gone.csv' }] };
    const { lines, problems } = await runShard(1, 1, JSON.stringify(changed));
    expect(lines).toEqual([]);
    expect(problems).toHaveLength(4);
    expect(problems.join()).toContain('logistic, seed 1, on gone.csv: there is no gone.csv');
    const short = { ...JSON.parse(text), models: [{ spec: { kind: 'logistic' } }], searches: [] };
    short.studies[0].trainDays = 30;
    const some = await runShard(1, 1, JSON.stringify(short));
    expect(some.lines).toHaveLength(1);
    expect(some.problems.join()).toMatch(/^walk-forward of logistic, seed 1, on sample edge 1: /);
  });
});

describe('merging', () => {
  const change = (line: string, from: string, to: string) => line.replaceAll(from, to);

  test('names two results of one job that differ, and how', () => {
    const merge = (line: string) =>
      mergeResults([
        { name: 'a', lines: whole.lines },
        { name: 'b', lines: [line] },
      ]).conflicts.join();
    const line = whole.lines.find((one) => one.includes('"kind":"study"')) ?? '';
    const { datasetId } = readResult(line, 'a').input;
    expect(merge(line)).toBe('');
    expect(merge(change(line, datasetId, 'f'.repeat(64)))).toMatch(
      /^a:\d and b:1 are the same job, but read other bars of Sample market 1: run it again on one of them$/,
    );
    expect(merge(change(line, 'Tabquant 0', 'Tabquant 1'))).toContain(
      'by Tabquant 0 on plain CPU and Tabquant 1 on plain CPU: use one for all shards',
    );
    expect(merge(change(line, '"epochs":', '"epochs":1'))).toContain('with different results');
  });

  test('refuses a line that is no result, by its place', () => {
    const merge = (line: string) => mergeResults([{ name: 'x.jsonl', lines: [line] }]);
    expect(() => merge('{"a":')).toThrow('x.jsonl:1: the line is not whole JSON');
    expect(() => merge('{"close":1}')).toThrow(/^x\.jsonl:1: /);
    expect(isResultsHead('{"close":1}')).toBe(false);
  });
});

describe('the page', () => {
  const { bars, facts } = generateSampleMarket({ kind: 'edge', seed: 1, bars: 6 * 1440 });
  const open = (database: TabquantDatabase, lines: readonly string[]) =>
    openResults(database, new File([lines.map((line) => `${line}\n`).join('')], 'all.jsonl'));
  let database: TabquantDatabase;

  beforeAll(async () => {
    database = await openFresh();
    await saveDataset(database, makeDataset({ bars, symbol: 'SAMPLE', sample: facts }));
  });

  test('stores studies with their probabilities and tries, and returns searches', async () => {
    const opened = await open(database, whole.lines);
    expect(opened).toMatchObject({ studies: 4, known: 0, left: 0, missing: [] });
    expect(opened.searches).toHaveLength(1);
    expect(opened.searches[0].tries.map(({ configuration }) => configuration)).toEqual([0, 1]);
    const { kept, damaged } = await listStudies(database);
    expect([kept.length, damaged.length]).toEqual([4, 0]);
    for (const { id, total, result } of kept) {
      expect(result).toBeDefined();
      const { outputs } = await loadStudy(database, id);
      expect(outputs).toHaveLength(total);
      expect(outputs[0].probability.length).toBeGreaterThan(1000);
      expect(outputs[0].probability.some((p) => p > 0.4 && p < 0.6)).toBe(true);
    }
    const { trials, broken } = await loadLedger(database);
    // Two walk-forwards and two tries of the search.
    expect([trials.length, broken]).toEqual([4, undefined]);
    expect(trials.every(({ at }) => at > 0)).toBe(true);
  });

  test('leaves what it has as it is', async () => {
    expect(await open(database, whole.lines)).toMatchObject({ studies: 0, known: 4 });
    expect((await loadLedger(database)).trials).toHaveLength(4);
  });

  test('names bars that are not here', async () => {
    expect(await open(await openFresh(), whole.lines)).toEqual({
      ...{ studies: 0, known: 0, searches: [], left: 6 },
      missing: ['Sample market 1'],
    });
  });

  test('refuses a line whose job was changed', async () => {
    const [line] = whole.lines;
    await expect(open(database, [line.replace('"seed":1', '"seed":2')])).rejects.toThrow(
      'all.jsonl:1: its key is not that of its job: the line was changed',
    );
  });
});
