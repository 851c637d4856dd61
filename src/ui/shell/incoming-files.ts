/** Endings of files that bars can come from, and of their checksums. */
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
  '.checksum',
] as const;

/** A file and the folders that it lies in, as `prices/2024/btc.csv`. */
interface FoundFile {
  readonly path: string;
  readonly file: File;
}

/**
 * Returns the files of a drop, folders walked through. Must be called before the drop's event is over:
 * afterwards the browser gives no access to the files.
 */
export async function collectDropped({ items, files }: DataTransfer): Promise<File[]> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (!entries.some(({ isDirectory }) => isDirectory)) return [...files];
  const found = await Promise.all(entries.map((entry) => walk(entry, '')));
  return tellApart(found.flat());
}

/** Returns the files of a chosen folder that bars may come from. */
export function collectChosenFolder(files: Iterable<File>): File[] {
  return tellApart(
    [...files]
      .filter(({ name }) => isDataFile(name))
      .map((file) => ({ path: file.webkitRelativePath || file.name, file })),
  );
}

/** Whether the name ends like that of a file that bars come from. */
export function isDataFile(name: string): boolean {
  const lower = name.toLowerCase();
  return !lower.startsWith('.') && dataFileEndings.some((ending) => lower.endsWith(ending));
}

async function walk(entry: FileSystemEntry, folder: string): Promise<FoundFile[]> {
  const path = `${folder}${entry.name}`;
  if (entry.isDirectory) {
    const children = await listFolder(entry as FileSystemDirectoryEntry);
    return (await Promise.all(children.map((child) => walk(child, `${path}/`)))).flat();
  }
  // A folder holds other things, too; a file that was dropped by itself is meant.
  if (folder !== '' && !isDataFile(entry.name)) return [];
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

/** In the order of their paths; files of one name in several folders are named by their path. */
function tellApart(found: readonly FoundFile[]): File[] {
  const counts = new Map<string, number>();
  for (const { file } of found) counts.set(file.name, (counts.get(file.name) ?? 0) + 1);
  return [...found]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, file }) =>
      (counts.get(file.name) ?? 0) > 1
        ? new File([file], path, { lastModified: file.lastModified })
        : file,
    );
}

/** Returns what was pasted as files: files themselves, or a table of text as one; `[]` for neither. */
export function readPaste(clipboard: DataTransfer): File[] {
  const files = [...clipboard.files];
  if (files.length > 0) return files;
  const text = clipboard.getData('text/plain');
  const name = nameTable(text);
  return name === undefined ? [] : [new File([text], name)];
}

/** Returns the name of the file that a text is to be; undefined where it is no table. */
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
