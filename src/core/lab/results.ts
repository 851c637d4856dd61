import * as v from 'valibot';
import { writeCanonicalJson } from '../canonical-json';
import { record, list } from '../schema';
import { searchRequestSchema, searchTrySchema } from '../search/search';
import { studyInfoSchema } from '../study';
import { newTrialSchema } from '../verdict/ledger';
import { parseJson } from '../parse-json';

/** A line that is no result, or cannot be used as one; the message says where and why. */
export class ResultError extends Error {
  override readonly name = 'ResultError';
}

const format = 'tabquant-result';

/**
 * What came of a job: a line of a file of results. It says nothing of time (`at`, `savedAt` and `startedAt` are 0, `seconds` NaN), so the
 * same job gives the same line on every machine.
 */
const resultSchema = record({
  format: v.literal(format),
  version: v.literal(1),
  /** Backend that computed it, for people. */
  backend: v.string(),
  /** SHA-256 of the canonical JSON of `job`. */
  key: v.string(),
  job: v.unknown(),
  /** What the job read. */
  input: record({
    /** Hash of the bars. */
    datasetId: v.string(),
    /** Of a file its name, of a sample market that. */
    name: v.string(),
    /** SHA-256 (hex) of a file's bytes. */
    sha256: v.optional(v.string()),
  }),
  /** Name and version of the program that ran it. */
  program: v.string(),
  result: v.variant('kind', [
    record({
      kind: v.literal('study'),
      study: studyInfoSchema,
      /** Of each training the probabilities of its test bars, as float32, little-endian, in base64. */
      probabilities: list(v.string()),
    }),
    record({
      kind: v.literal('search-try'),
      /** Of the whole search. */
      request: searchRequestSchema,
      tried: searchTrySchema,
    }),
  ]),
  /** What it adds to the ledger of tries. */
  trials: list(newTrialSchema),
});

export type LabResult = v.InferOutput<typeof resultSchema>;

/** Returns a result as a line of JSON, without its end; NaN is written as null. */
export function writeResult(result: LabResult): string {
  return writeCanonicalJson(result);
}

/** Returns the result of a line; throws `ResultError`. */
export function readResult(line: string, where: string): LabResult {
  const result = v.safeParse(resultSchema, parseLine(line, where));
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new ResultError(`${where}: ${v.getDotPath(issue) ?? 'the line'}: ${issue.message}`);
}

/** Lines of one file, whole ones. */
interface ResultFile {
  readonly name: string;
  readonly lines: readonly string[];
}

/**
 * Returns the lines of all files sorted by their keys, equal ones once: the same whatever the order of the files. Of
 * lines with the same key and other content `conflicts` names the files and what differs, and the first is kept; throws
 * `ResultError` for a line that is no result.
 */
export function mergeResults(files: readonly ResultFile[]): {
  readonly lines: readonly string[];
  readonly conflicts: readonly string[];
} {
  const found = new Map<string, { readonly line: string; readonly where: string }>();
  const conflicts: string[] = [];
  for (const { name, lines } of files) {
    for (const [at, line] of lines.entries()) {
      const where = `${name}:${at + 1}`;
      const { key } = readResult(line, where);
      const known = found.get(key);
      if (known === undefined) found.set(key, { line, where });
      else if (known.line !== line) conflicts.push(describeConflict(known, { line, where }));
    }
  }
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  return { lines: sorted.map(([, { line }]) => line), conflicts };
}

interface PlacedLine {
  readonly line: string;
  readonly where: string;
}

function describeConflict(one: PlacedLine, other: PlacedLine): string {
  const [a, b] = [one, other].map(({ line, where }) => readResult(line, where));
  const place = `${one.where} and ${other.where} are the same job`;
  if (writeCanonicalJson(a.input) !== writeCanonicalJson(b.input)) {
    return `${place}, but read other bars of ${a.input.name}: run it again on one of them`;
  }
  if (a.program !== b.program || a.backend !== b.backend) {
    return `${place}, by ${a.program} on ${a.backend} and ${b.program} on ${b.backend}: use one for all shards`;
  }
  return `${place} with different results`;
}

/** Figures that are undefined are NaN here and null in JSON. */
function parseLine(line: string, where: string): unknown {
  try {
    return parseJson(line, (value) => (value === null ? NaN : value));
  } catch {
    throw new ResultError(`${where}: the line is not whole JSON`);
  }
}
