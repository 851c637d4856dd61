/** File endings that an import reads, those of checksums included. */
export const dataFileEndings = [
  '.parquet',
  '.pq',
  '.feather',
  '.arrow',
  '.csv',
  '.tsv',
  '.txt',
  '.json',
  '.jsonl',
  '.gz',
  '.zip',
  '.tar',
  '.tgz',
  '.checksum',
] as const;

/** Endings of files that hold data which cannot be read: they are taken to be told so. */
const unreadableEndings =
  '.xlsx .xls .ods .7z .rar .zst .bz2 .xz .h5 .hdf5 .hdf .pkl .pickle .npy .npz .db .sqlite .dbn .avro .orc .html'.split(
    ' ',
  );

/** A file and the folders that it lies in, as `prices/2024/btc.csv`. */
interface FoundFile {
  readonly path: string;
  readonly file: File;
}

/**
 * Returns the files of a drop, also those in its folders. Must be called during the drop event:
 * afterwards the browser gives no access to the files.
 */
export async function collectDropped({ items, files }: DataTransfer): Promise<File[]> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (!entries.some(({ isDirectory }) => isDirectory)) return [...files];
  const found = await Promise.all(entries.map((entry) => walk(entry, '')));
  return nameByPath(found.flat());
}

/** Returns the files of a chosen folder that an import can read. */
export function collectChosenFolder(files: Iterable<File>): File[] {
  return nameByPath(
    [...files]
      .filter(({ name }) => isTaken(name))
      .map((file) => ({ path: file.webkitRelativePath || file.name, file })),
  );
}

/** Whether the name has an ending that an import reads. */
export function isDataFile(name: string): boolean {
  const lower = name.toLowerCase();
  return !lower.startsWith('.') && dataFileEndings.some((ending) => lower.endsWith(ending));
}

/** Files that came together, by what is to be done with them. */
interface SortedFiles {
  /** Each group holds one model. */
  readonly models: readonly (readonly File[])[];
  readonly data: readonly File[];
}

const weightsEnding = /\.pth?$/i;

/**
 * Tells files of models from those of bars: each safetensors file is a model, a file of PyTorch is one together with the pickle and the notes
 * that came with it, and so is a zip archive with a file of PyTorch in it.
 */
export async function sortIncoming(files: readonly File[]): Promise<SortedFiles> {
  const models: File[][] = [];
  const hasWeights = files.some(({ name }) => weightsEnding.test(name));
  const together = files.filter(
    ({ name }) =>
      weightsEnding.test(name) ||
      (hasWeights && /(\.(pkl|pickle|joblib)|(meta|config)[^/]*\.json)$/i.test(name)),
  );
  if (together.length > 0) models.push(together);
  for (const file of files) {
    const isOne = /\.safetensors$/i.test(file.name) || (await holdsWeights(file));
    if (isOne) models.push([file]);
  }
  const taken = new Set(models.flat());
  return { models, data: files.filter((file) => !taken.has(file)) };
}

/** The directory of an archive with so few files that it may be a model lies in its last bytes. */
const directoryBytes = 65_536;

/** Whether a zip archive names a file of PyTorch in its directory. */
async function holdsWeights(file: File): Promise<boolean> {
  if (!/\.zip$/i.test(file.name)) return false;
  const bytes = new Uint8Array(await file.slice(-directoryBytes).arrayBuffer());
  for (let at = 0; at + entryBytes < bytes.length; at++) {
    if (!entrySignature.every((byte, place) => bytes[at + place] === byte)) continue;
    const length = bytes[at + 28] + 256 * bytes[at + 29];
    const name = new TextDecoder().decode(
      bytes.subarray(at + entryBytes, at + entryBytes + length),
    );
    if (weightsEnding.test(name)) return true;
  }
  return false;
}

/** What precedes the name in an entry of a directory; two of it, from byte 28, are the length of the name. */
const entryBytes = 46;
const entrySignature = [0x50, 0x4b, 0x01, 0x02];

/** Whether a file of a folder is taken: it holds data, whether or not that can be read, or a part of a model. */
function isTaken(name: string): boolean {
  const isUnreadable = unreadableEndings.some((ending) => name.toLowerCase().endsWith(ending));
  const isPossible = isUnreadable || weightsEnding.test(name) || /\.joblib$/i.test(name);
  return isDataFile(name) || (isPossible && !name.startsWith('.'));
}

async function walk(entry: FileSystemEntry, folder: string): Promise<FoundFile[]> {
  const path = `${folder}${entry.name}`;
  if (entry.isDirectory) {
    const children = await listFolder(entry as FileSystemDirectoryEntry);
    return (await Promise.all(children.map((child) => walk(child, `${path}/`)))).flat();
  }
  // A folder can contain other files, too; a file dropped on its own is always tried.
  if (folder !== '' && !isTaken(entry.name)) return [];
  const file = await new Promise<File>((resolve, reject) =>
    (entry as FileSystemFileEntry).file(resolve, reject),
  );
  return [{ path, file }];
}

/** The browser hands over the entries of a folder in parts; an empty part is the end. */
async function listFolder(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (part.length === 0) return entries;
    entries.push(...part);
  }
}

/** Sorted and named by path, since folder names can say which market their bars belong to. */
function nameByPath(found: readonly FoundFile[]): File[] {
  return [...found]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, file }) =>
      path === file.name ? file : new File([file], path, { lastModified: file.lastModified }),
    );
}

/** Returns pasted files, or a pasted table of text as one file; `[]` if there is neither. */
export function readPaste(clipboard: DataTransfer): File[] {
  const files = [...clipboard.files];
  if (files.length > 0) return files;
  const text = clipboard.getData('text/plain');
  const name = nameTable(text);
  return name === undefined ? [] : [new File([text], name)];
}

/** Returns the file name for a pasted text; undefined if it is not a table. */
export function nameTable(text: string): string | undefined {
  const trimmed = text.trim();
  if (/^(\[\s*[[{]|\{\s*")/.test(trimmed)) return 'pasted.json';
  const [first = '', second] = trimmed.split(/\r?\n/, 2);
  const isTable = second !== undefined && countCells(first) > 2 && countCells(second) > 2;
  return isTable ? 'pasted.csv' : undefined;
}

function countCells(line: string): number {
  return Math.max(...[',', ';', '\t', '|'].map((separator) => line.split(separator).length));
}
