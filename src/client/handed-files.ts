/** What the browser hands over when a file is opened with the installed page (File Handling API). */
interface LaunchQueue {
  setConsumer(take: (launch: { readonly files?: readonly FileSystemFileHandle[] }) => void): void;
}

/**
 * Calls `take` with the files that other programs hand to the page: opened with it, now or later while it is open, or shared
 * with it.
 */
export async function receiveHandedFiles(take: (files: readonly File[]) => void): Promise<void> {
  const { launchQueue } = globalThis as { readonly launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(({ files = [] }) => {
    if (files.length === 0) return;
    void Promise.all(files.map((handle) => handle.getFile())).then(take);
  });
  const page = new URL(location.href);
  if (!page.searchParams.has('shared')) return;
  page.searchParams.delete('shared');
  // A reload must not import them again.
  history.replaceState(history.state, '', page);
  const shared = await takeShared();
  if (shared.length > 0) take(shared);
}

/** Returns the files that the service worker has put aside, and removes them there. */
async function takeShared(): Promise<File[]> {
  const cache = await caches.open(
    `shared-with-tabquant-${new URL('./', document.baseURI).pathname}-`,
  );
  const files: File[] = [];
  for (const request of await cache.keys()) {
    const answer = await cache.match(request);
    await cache.delete(request);
    const name = decodeURIComponent(request.url.slice(request.url.lastIndexOf('/') + 1));
    if (answer !== undefined) files.push(new File([await answer.blob()], name));
  }
  return files;
}
