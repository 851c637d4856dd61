/** Message of an unknown thrown value, without the "Error:" in front. */
export function describeCause(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
