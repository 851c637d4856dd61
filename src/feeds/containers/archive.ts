import { ImportError, listNames } from '../import-error';

/** A file inside an archive, unpacked. */
export interface ArchiveMember {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The files of an archive that may hold a table. */
export interface Archive {
  readonly members: readonly ArchiveMember[];
  /** What of the archive is left aside. */
  readonly notes: readonly string[];
}

/** A file of an archive as its directory lists it. */
interface ArchiveEntry {
  readonly filename: string;
}

/**
 * Tells which files of an archive may hold a table, by their names. Text files count only where nothing
 * else does, since most are notes. Throws `ImportError` when there is none.
 */
export function chooseMembers<Entry extends ArchiveEntry>(
  entries: readonly Entry[],
  file: string,
): { readonly chosen: readonly Entry[]; readonly notes: readonly string[] } {
  const files = entries.filter(({ filename }) => !isHidden(filename));
  const tables = files.filter(({ filename }) => tablePattern.test(filename));
  const chosen =
    tables.length > 0 ? tables : files.filter(({ filename }) => textPattern.test(filename));
  const names = files.map(({ filename }) => filename);
  if (chosen.length === 0) {
    const inner = names.find((name) => archivePattern.test(name));
    throw new ImportError(
      inner === undefined
        ? `${file} holds no file with a table: found ${listNames(names, 8) || 'nothing'}. ` +
            'Unpack it and import the file with the bars.'
        : `${file} holds another archive, ${inner}. Unpack it and import what is inside.`,
    );
  }
  if (chosen.length > maxMembers) {
    throw new ImportError(
      `${file} holds ${chosen.length} files, more than the limit of ${maxMembers}. Split the archive.`,
    );
  }
  const others = names.filter((name) => !chosen.some(({ filename }) => filename === name));
  return {
    chosen,
    notes: others.length === 0 ? [] : [`left aside in the archive: ${listNames(others, 8)}`],
  };
}

const maxMembers = 10_000;
const tablePattern =
  /\.(csv|tsv|json|jsonl|ndjson|parquet|pq|feather|ft|arrow|arrows|ipc)(\.gz)?$/i;
const textPattern = /\.(txt|dat|data)(\.gz)?$/i;
const archivePattern = /\.(zip|7z|rar|tar|tgz|tar\.\w+)$/i;

/** macOS puts a shadow named `__MACOSX/._name` beside each member. */
function isHidden(filename: string): boolean {
  return /(^|\/)\.[^/]*$/.test(filename) || filename.startsWith('__MACOSX/');
}
