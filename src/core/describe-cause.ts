/** Returns the message of a thrown value, without "Error:" in front. */
export function describeCause(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
