/**
 * A file that cannot become bars. The message is for the person who dropped it: full sentences that
 * name the file, the row and column where known, and what to do.
 */
export class ImportError extends Error {
  override readonly name = 'ImportError';
  /** What a sound file holds instead of bars, such as "funding rates"; undefined for other reasons. */
  readonly otherData: string | undefined;

  constructor(message: string, { otherData, ...options }: ErrorOptions & OtherData = {}) {
    super(message, options);
    this.otherData = otherData;
  }
}

interface OtherData {
  readonly otherData?: string;
}

/** Returns names for a message, the first few of many. */
export function listNames(names: readonly string[], maxNames = 5): string {
  const rest = names.length > maxNames ? ` and ${names.length - maxNames} more` : '';
  return names.slice(0, maxNames).join(', ') + rest;
}

/**
 * Whether an error says that a file cannot become bars and nothing more; kinds of `ImportError` of their
 * own, such as a parser that has crashed, ask their caller to do something about it.
 */
export function isRefusal(error: unknown): error is ImportError {
  return error instanceof ImportError && error.constructor === ImportError;
}

/**
 * A WebAssembly parser stopped dead. Its memory is in an unknown state and never shrinks, and the module
 * cannot be started a second time in the same worker: end the worker, and start another for the next call.
 */
export class ParserCrash extends ImportError {
  readonly isWorkerUnusable = true;
}

/** Whether a thrown value is a trap of WebAssembly, not an error that a parser reports. */
export function isTrap(cause: unknown): boolean {
  return (
    cause instanceof WebAssembly.RuntimeError ||
    (cause instanceof RangeError && /call stack|out of memory/i.test(cause.message))
  );
}
