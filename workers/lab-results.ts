import { writeCanonicalJson } from '../src/core/canonical-json';
import { type LabResult, readResult, ResultError } from '../src/core/lab/results';
import type { SearchRequest, SearchTry } from '../src/core/search/search';
import { findDataset } from '../src/storage/datasets';
import { hashText } from '../src/storage/hash';
import type { TabquantDatabase } from '../src/storage/schema';
import { beginStudy, listStudies, saveStudyPart } from '../src/storage/studies';
import { appendTrials } from '../src/storage/trials';
import type { OpenedResults } from './api/data';

/**
 * Stores the studies of a file of results beside those that ran here, enters their tries in the ledger, and returns what it held. A study
 * that is finished here already stays as it is; results of bars that are not stored are left out and named. Throws
 * `ResultError` for a line that is no result, and `StorageError`; what was stored before it stays.
 */
export async function openResults(database: TabquantDatabase, file: File): Promise<OpenedResults> {
  const { kept } = await listStudies(database);
  const finished = new Set(kept.flatMap(({ id, result }) => (result === undefined ? [] : [id])));
  const missing = new Set<string>();
  const searches = new Map<string, { request: SearchRequest; tries: SearchTry[] }>();
  let studies = 0;
  let known = 0;
  let left = 0;
  let number = 0;
  for await (const line of readLines(file)) {
    number++;
    if (line === '') continue;
    const result = await checkResult(line, `${file.name}:${number}`);
    if ((await findDataset(database, result.input.datasetId)) === undefined) {
      missing.add(result.input.name);
      left++;
      continue;
    }
    if (result.result.kind === 'search-try') {
      const { request, tried } = result.result;
      const key = writeCanonicalJson(request);
      const search = searches.get(key) ?? { request, tries: [] };
      search.tries.push(tried);
      searches.set(key, search);
    } else if (finished.has(result.result.study.id)) {
      known++;
    } else {
      await keepStudy(database, result.result);
      studies++;
    }
    const at = Date.now();
    await appendTrials(
      database,
      result.trials.map((trial) => ({ ...trial, at })),
    );
  }
  for (const { tries } of searches.values()) {
    tries.sort((a, b) => a.configuration - b.configuration);
  }
  return { studies, known, searches: [...searches.values()], left, missing: [...missing] };
}

async function checkResult(line: string, where: string): Promise<LabResult> {
  const result = readResult(line, where);
  if ((await hashText(writeCanonicalJson(result.job))) !== result.key) {
    throw new ResultError(`${where}: its key is not that of its job: the line was changed`);
  }
  const ids = [
    ...result.trials.map(({ datasetId }) => datasetId),
    result.result.kind === 'study'
      ? result.result.study.datasetId
      : result.result.request.datasetId,
  ];
  if (ids.some((id) => id !== result.input.datasetId)) {
    throw new ResultError(`${where}: it is of other bars than it read: the line was changed`);
  }
  return result;
}

async function keepStudy(
  database: TabquantDatabase,
  { study, probabilities }: Extract<LabResult['result'], { kind: 'study' }>,
): Promise<void> {
  const now = Date.now();
  const { result, ...rest } = study;
  await beginStudy(database, { ...rest, parts: [], startedAt: now, savedAt: now });
  for (const [at, part] of study.parts.entries()) {
    const isLast = at === study.parts.length - 1;
    const output = { probability: unpackFloats(probabilities[at] ?? '') };
    const told = { savedAt: now, result: isLast ? result : undefined };
    await saveStudyPart(database, study.id, part, output, told);
  }
}

/** Yields the lines of a file, of which no more than one is in memory. */
async function* readLines(file: File): AsyncGenerator<string> {
  const reader = file.stream().getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    const parts = (rest + decoder.decode(value, { stream: !done })).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
    if (done) break;
  }
  if (rest !== '') yield rest;
}

/** Returns float32 numbers as base64 of their little-endian bytes. */
export function packFloats(values: Float32Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = '';
  // A call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 32_768) {
    text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  }
  return btoa(text);
}

/** Returns the numbers that `packFloats` packed; throws `ResultError`. */
function unpackFloats(text: string): Float32Array {
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    throw new ResultError('results: probabilities must be base64');
  }
  if (bytes.length % 4 !== 0) throw new ResultError('results: probabilities are cut off');
  return new Float32Array(bytes.buffer);
}
