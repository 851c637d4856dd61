import * as v from 'valibot';
import { parseJson } from '../../core/parse-json';
import { hashBytes } from '../hash';
import { encodeValue } from './encode-values';

// A workspace file: the mark, the length of the table as uint64, the table as JSON, then the parts one after the other. Numbers are
// little-endian. The table has the SHA-256 of each part.

const mark = new TextEncoder().encode('TABQUANT');
const headBytes = mark.length + 8;

/** What a later page writes may not be readable here. Version 1 had neither downloads nor recordings. */
const version = 2;

const tableSchema = v.object({
  version: v.number(),
  parts: v.array(
    v.object({
      /** What it holds, such as `models`. */
      name: v.string(),
      bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
      sha256: v.string(),
    }),
  ),
});

/** A larger table is no table. */
const maxTableBytes = 64_000_000;

/** What cannot be read as a workspace; the message is a sentence for people that names the file. */
export class WorkspaceError extends Error {
  override readonly name = 'WorkspaceError';
}

/** A part of a workspace file. */
export interface WorkspacePart {
  readonly name: string;
  /** Of a file that was opened, not read yet. */
  readonly bytes: Blob;
}

type Progress = (done: number, total: number) => void;

/** Returns a workspace file of named values; the bytes of blobs among them are hashed one after the other, and not copied. */
export async function writeWorkspace(
  values: readonly { readonly name: string; readonly value: unknown }[],
  onProgress: Progress,
): Promise<Blob> {
  const bodies: Blob[] = [];
  const parts: v.InferOutput<typeof tableSchema>['parts'] = [];
  for (const [at, { name, value }] of values.entries()) {
    const body = encodeValue(value);
    parts.push({ name, bytes: body.size, sha256: await hashBytes(await body.arrayBuffer()) });
    bodies.push(body);
    onProgress(at + 1, values.length);
  }
  const table = new TextEncoder().encode(JSON.stringify({ version, parts }));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(table.length), true);
  return new Blob([mark, length, table, ...bodies]);
}

/**
 * Returns the parts of a workspace file, each of which has been compared with its checksum. Throws `WorkspaceError` for any other file, for a
 * later version, and where one byte is missing or changed.
 */
export async function openWorkspace(
  file: Blob,
  name: string,
  onProgress: Progress,
): Promise<readonly WorkspacePart[]> {
  const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
  if (head.length < headBytes || !mark.every((byte, at) => head[at] === byte)) {
    throw new WorkspaceError(`${name} is no workspace that was saved here.`);
  }
  const length = Number(new DataView(head.buffer).getBigUint64(mark.length, true));
  const damaged = (what: string): WorkspaceError =>
    new WorkspaceError(`${name} is damaged: ${what}. Nothing was changed; save or copy it again.`);
  if (length > maxTableBytes || headBytes + length > file.size) throw damaged('it is cut short');
  const table = parseTable(await file.slice(headBytes, headBytes + length).text());
  if (table === undefined) throw damaged('its table cannot be read');
  if (table.version < 1 || table.version > version) {
    throw new WorkspaceError(
      `${name} has version ${table.version}; this page reads versions up to ${version}. Reload the page to get its newest version.`,
    );
  }
  const total = table.parts.reduce((sum, { bytes }) => sum + bytes, headBytes + length);
  if (total !== file.size) throw damaged(`it has ${file.size} bytes, not ${total}`);
  const parts: WorkspacePart[] = [];
  let at = headBytes + length;
  for (const [place, { name: part, bytes, sha256 }] of table.parts.entries()) {
    const body = file.slice(at, at + bytes);
    if ((await hashBytes(await body.arrayBuffer())) !== sha256) {
      throw damaged(`part ${place + 1}, of ${part}, does not match its checksum`);
    }
    parts.push({ name: part, bytes: body });
    at += bytes;
    onProgress(at, total);
  }
  return parts;
}

function parseTable(text: string): v.InferOutput<typeof tableSchema> | undefined {
  try {
    const result = v.safeParse(tableSchema, parseJson(text));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}
