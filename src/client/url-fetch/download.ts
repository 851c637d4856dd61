/** How far a download is. */
export interface UrlProgress {
  readonly doneBytes: number;
  /** Undefined where the server does not say. */
  readonly totalBytes: number | undefined;
  /** Seconds until the next try, after one that failed. */
  readonly retryInSeconds?: number;
}

/** Where the bytes of a download go. */
export interface DownloadSink {
  /** Takes the next bytes, and owns them from then on. */
  write(chunk: Uint8Array<ArrayBuffer>): void;
  /** Discards what was written, since the file is sent again from its start. */
  clear(): void;
  report(progress: UrlProgress): void;
}

export interface DownloadOptions {
  readonly sink: DownloadSink;
  readonly signal: AbortSignal;
  /** Whether the file has the page's origin. Other origins hide most headers, and must allow some of our headers. */
  readonly isSameOrigin: boolean;
  /** How long a transfer may have no new bytes before it is tried again, ms; 30 s by default. */
  readonly stallMs?: number;
  /** Resolves after `delayMs`; replaced in tests, so that they need not wait. */
  readonly wait?: (delayMs: number, signal: AbortSignal) => Promise<void>;
  /** Max bytes of the file; set in tests. */
  readonly maxBytes?: number;
}

/** What is known about the file of a finished download. */
export interface Downloaded {
  readonly name: string;
}
