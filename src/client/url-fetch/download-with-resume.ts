import { backOff } from '../../core/backoff';
import {
  describeCutShort,
  describeStatus,
  describeTooLarge,
  describeUnreachable,
  diagnoseSilence,
  isOffline,
  PassingError,
  UrlFetchError,
} from './failures';
import type { Downloaded, DownloadOptions, UrlProgress } from './download';
import { type FileAnswer, isRestOf, readAnswer, refuseWebPage } from './answer';

/** Max retries in a row without new bytes. */
const maxRetries = 5;
/** Max retries for a server that has never answered: its name is probably wrong, or it refuses. */
const maxSilentRetries = 1;
const retryWaits = { firstMs: 500, maxMs: 60_000 };

/**
 * Downloads a file to the sink. After a dropped connection it resumes where it stopped if the server supports that
 * and the file has not changed, else from the start. Throws `UrlFetchError`, or the reason of the signal on
 * cancel.
 */
export async function downloadWithResume(url: URL, options: DownloadOptions): Promise<Downloaded> {
  const { sink, signal, wait = waitFor } = options;
  const download = new ResumableDownload(url, options);
  let farthest = 0;
  let retries = 0;
  for (;;) {
    try {
      // If resuming fails for whatever reason, the whole file may still work: the last try does that.
      return await download.attempt(retries < maxRetries);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof UrlFetchError) throw error;
      retries = download.receivedBytes > farthest ? 1 : retries + 1;
      farthest = Math.max(farthest, download.receivedBytes);
      const isSilent = !download.hasAnswered && !(error instanceof PassingError);
      if (isSilent && (retries > maxSilentRetries || isOffline())) {
        const reason = await diagnoseSilence(url, error, options);
        signal.throwIfAborted();
        throw reason;
      }
      if (retries > maxRetries) {
        throw describeEnd(url, error, { ...download.progress, doneBytes: farthest });
      }
      const delayMs = Math.max(backOff(retries, retryWaits), askedDelayMs(error));
      sink.report({ ...download.progress, retryInSeconds: delayMs / 1000 });
      await wait(delayMs, signal);
    }
  }
}

/** Returns the error to throw after the last retry. */
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

/** Max bytes of a file: what one array can hold in every browser. */
const defaultMaxBytes = 2e9;

/** A running download: what is known about the file, and how much of it has arrived. */
class ResumableDownload {
  readonly #url: URL;
  readonly #options: DownloadOptions;
  #answer: FileAnswer | undefined;
  #received = 0;

  constructor(url: URL, options: DownloadOptions) {
    this.#url = url;
    this.#options = options;
  }

  /** Whether the server has ever started to send the file. */
  get hasAnswered(): boolean {
    return this.#answer !== undefined;
  }

  get receivedBytes(): number {
    return this.#received;
  }

  get progress(): UrlProgress {
    return { doneBytes: this.#received, totalBytes: this.#answer?.bytes };
  }

  /**
   * Requests the file, or its rest, once and reads it to the end. Throws `UrlFetchError` for failures that another
   * try cannot fix, and other errors for those that it may.
   */
  async attempt(mayResume: boolean): Promise<Downloaded> {
    const known = this.#answer;
    if (known === undefined || !mayResume || !this.#canResume(known)) return this.#fetchWhole();
    if (this.#received === known.bytes) return known;
    const from = this.#received;
    const response = await this.#request({
      Range: `bytes=${from}-`,
      // Only for the same origin, since other origins would have to allow this header first.
      ...(this.#options.isSameOrigin && known.validator ? { 'If-Range': known.validator } : {}),
    });
    if (response.status === 206 && isRestOf(response, known, from)) {
      return this.#read(response, known);
    }
    // The file has changed, or the server does not support partial requests after all.
    if (response.status === 200) return this.#readWhole(response);
    await response.body?.cancel();
    const failure = describeStatus(response, this.#url);
    if (failure instanceof PassingError) throw failure;
    return this.#fetchWhole();
  }

  /** Also false when more bytes arrived than announced: then the announced length was that of a compressed form. */
  #canResume({ isResumable, bytes }: FileAnswer): boolean {
    return isResumable && this.#received > 0 && (bytes === undefined || this.#received <= bytes);
  }

  async #fetchWhole(): Promise<Downloaded> {
    return this.#readWhole(await this.#request({}));
  }

  async #readWhole(response: Response): Promise<Downloaded> {
    if (!response.ok) {
      await response.body?.cancel();
      throw describeStatus(response, this.#url);
    }
    const answer = readAnswer(response, this.#url);
    this.#answer = answer;
    if (this.#received > 0) this.#options.sink.clear();
    this.#received = 0;
    return this.#read(response, answer);
  }

  async #read(response: Response, answer: FileAnswer): Promise<Downloaded> {
    const isRest = this.#received > 0;
    const reader = response.body?.getReader();
    try {
      this.#refuseTooLarge(answer.bytes ?? 0);
      for (;;) {
        const chunk = await (reader && beforeStall(reader.read(), this.#options.stallMs));
        if (chunk?.value === undefined) break;
        this.#take(chunk.value);
      }
    } catch (error) {
      // Ends the transfer, unless it has failed already.
      reader?.cancel().catch(() => undefined);
      throw error;
    }
    const isShort = answer.bytes !== undefined && this.#received < answer.bytes;
    const isRestLong = isRest && answer.bytes !== undefined && this.#received > answer.bytes;
    if (isShort || isRestLong) {
      throw new Error(`${this.#received} bytes came where ${answer.bytes} were announced`);
    }
    return answer;
  }

  #take(chunk: Uint8Array<ArrayBuffer>): void {
    if (this.#received === 0) refuseWebPage(chunk, this.#url);
    this.#refuseTooLarge(this.#received + chunk.byteLength);
    this.#received += chunk.byteLength;
    this.#options.sink.write(chunk);
    this.#options.sink.report(this.progress);
  }

  #request(headers: Record<string, string>): Promise<Response> {
    return fetch(this.#url, {
      headers,
      signal: this.#options.signal,
      cache: 'no-store',
      credentials: this.#options.isSameOrigin ? 'same-origin' : 'omit',
      referrerPolicy: 'no-referrer',
    });
  }

  #refuseTooLarge(bytes: number): void {
    const { maxBytes = defaultMaxBytes } = this.#options;
    if (bytes > maxBytes) throw describeTooLarge(this.#url, bytes, maxBytes);
  }
}

/** Time without new bytes after which a connection counts as dead, ms. */
const defaultStallMs = 30_000;

/** Returns the result of `work`; throws after `stallMs`, so that the download is tried again. */
async function beforeStall<Result>(
  work: Promise<Result>,
  stallMs = defaultStallMs,
): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stalled = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came for ${stallMs / 1000} s`)), stallMs);
  });
  try {
    return await Promise.race([work, stalled]);
  } finally {
    clearTimeout(timer);
  }
}
