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
