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

/** Files of PyTorch. */
export const weightsEnding = /\.pth?$/i;

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
