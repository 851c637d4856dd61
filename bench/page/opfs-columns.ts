/** Writes columns after each other into a file, and flushes it to disk. */
export async function writeColumns(
  name: string,
  columns: readonly Float64Array<ArrayBuffer>[],
): Promise<void> {
  const directory = await navigator.storage.getDirectory();
  const file = await directory.getFileHandle(name, { create: true });
  const handle = await (file as unknown as SyncFile).createSyncAccessHandle();
  try {
    let at = 0;
    for (const column of columns) at += handle.write(column, { at });
    handle.flush();
  } finally {
    handle.close();
  }
}

/** Opens what `writeColumns` wrote, to be read. */
export async function openColumns(name: string): Promise<File> {
  const directory = await navigator.storage.getDirectory();
  // Not by an access handle, which would keep every other worker from reading at the same time.
  return (await directory.getFileHandle(name)).getFile();
}

/** Removes every file. */
export async function removeColumns(): Promise<void> {
  const directory = await navigator.storage.getDirectory();
  for await (const name of directory.keys()) await directory.removeEntry(name);
}

/** Only workers have it, and TypeScript knows it in no folder that knows the page too. */
interface SyncFile {
  createSyncAccessHandle(): Promise<SyncAccessHandle>;
}

interface SyncAccessHandle {
  write(from: Float64Array<ArrayBuffer>, options: { at: number }): number;
  flush(): void;
  close(): void;
}
