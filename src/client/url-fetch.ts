/** Bytes of a file that have come, of how many; undefined where the server does not tell. */
export interface FetchProgress {
  readonly done: number;
  readonly total: number | undefined;
}

/**
 * Returns the file at `url`. Throws an error for the person who asked, with what to do, or
 * `AbortError` on cancel.
 */
export async function fetchUrl(
  url: string,
  onProgress: (progress: FetchProgress) => void,
  signal: AbortSignal,
): Promise<File> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${url}: the server answered ${response.status}.`);
  const bytes = await response.blob();
  onProgress({ done: bytes.size, total: bytes.size });
  return new File([bytes], new URL(url).pathname.split('/').at(-1) || 'data');
}
