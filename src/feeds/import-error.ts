/**
 * A file that cannot become bars. The message is for the person who dropped it: full sentences that
 * name the file, the row and column where known, and what to do.
 */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}

/** Message of an unknown thrown value, without the "Error:" in front. */
export function describeCause(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/**
 * Whether an error says that a file cannot become bars and nothing more; kinds of `ImportError` of their
 * own, such as a parser that has crashed, ask their caller to do something about it.
 */
export function isRefusal(error: unknown): error is ImportError {
  return error instanceof ImportError && error.constructor === ImportError;
}
