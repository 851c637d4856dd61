import type { DownloadRequest } from './download';

/** Requests with the same key fetch the same bars, so that one goes on where another stopped. */
export function keyDownload(request: DownloadRequest): string {
  const { symbol, interval, from, to, extendsDatasetId } = request;
  return JSON.stringify([symbol, interval, from, to, extendsDatasetId ?? null]);
}
