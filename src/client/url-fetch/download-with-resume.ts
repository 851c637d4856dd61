import { describeCutShort, describeUnreachable, PassingError } from './describe-failure';
import { diagnoseSilence } from './diagnose-silence';
import type { Downloaded, DownloadOptions } from './download';
import { ResumableDownload } from './resumable-download';
import { UrlFetchError } from './url-fetch-error';

/** Tries in a row that bring nothing new, before a download is given up. */
const maxRetries = 5;
/** The same for a server that has not answered once: likely its name is wrong. */
const maxSilentRetries = 2;
const firstDelayMs = 500;

/**
 * Downloads a file to the sink. A connection that drops is taken up where it broke off, if the server
 * gives parts and the file has not changed, else from the start. Throws `UrlFetchError`, or the
 * reason of the signal on cancel.
 */
export async function downloadWithResume(url: URL, options: DownloadOptions): Promise<Downloaded> {
  const { sink, signal, wait = waitFor } = options;
  const download = new ResumableDownload(url, options);
  let farthest = 0;
  let retries = 0;
  for (;;) {
    try {
      // What cannot be taken up, for whatever reason, may still come whole: the last try does that.
      return await download.attempt(retries < maxRetries);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof UrlFetchError) throw error;
      const isSilent = !download.hasAnswered && !(error instanceof PassingError);
      if (isSilent) {
        const reason = await diagnoseSilence(url, error, options);
        signal.throwIfAborted();
        if (reason.kind !== 'unreachable') throw reason;
      }
      retries = download.receivedBytes > farthest ? 1 : retries + 1;
      farthest = Math.max(farthest, download.receivedBytes);
      if (retries > (isSilent ? maxSilentRetries : maxRetries)) {
        throw describeEnd(url, error, { ...download.progress, doneBytes: farthest });
      }
      const delayMs = Math.max(firstDelayMs * 2 ** (retries - 1), askedDelayMs(error));
      sink.report({ ...download.progress, retryInSeconds: delayMs / 1000 });
      await wait(delayMs, signal);
    }
  }
}

/** Words the failure after which no further try is made. */
function describeEnd(
  url: URL,
  error: unknown,
  { doneBytes, totalBytes }: ResumableDownload['progress'],
): UrlFetchError {
  if (error instanceof PassingError) return error.reason;
  if (doneBytes === 0) return describeUnreachable(url, error);
  return describeCutShort(url, doneBytes, totalBytes, error);
}

function askedDelayMs(error: unknown): number {
  return error instanceof PassingError ? error.delayMs : 0;
}

/** Resolves after `delayMs`, or rejects with the reason of the signal. */
function waitFor(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', cancel);
      resolve();
    }, delayMs);
    signal.addEventListener('abort', cancel, { once: true });
  });
}
