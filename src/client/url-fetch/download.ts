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
  /** Forgets what was written: the file comes again from its start. */
  clear(): void;
  report(progress: UrlProgress): void;
}

export interface DownloadOptions {
  readonly sink: DownloadSink;
  readonly signal: AbortSignal;
  /** Other origins hide most headers, and must be asked for leave before some of ours. */
  readonly isSameOrigin: boolean;
  /** How long a transfer may bring nothing before it is tried again, ms; 30 s by default. */
  readonly stallMs?: number;
  /** Resolves after `delayMs`; for tests, which need not wait. */
  readonly wait?: (delayMs: number, signal: AbortSignal) => Promise<void>;
  /** For tests, which need not send more than fits an array. */
  readonly maxBytes?: number;
}

/** What a finished download tells of its file. */
export interface Downloaded {
  readonly name: string;
}
