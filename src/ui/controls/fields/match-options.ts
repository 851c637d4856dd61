/** An entry that can be chosen. */
export interface ComboboxOption {
  readonly value: string;
  /** Further text about it, which is searched too. */
  readonly note?: string;
}

/**
 * Returns the options that match `typed`, at most `limit`: an equal value first, then those that
 * start with it, then those that contain it, also in their notes. An empty text matches all.
 */
export function matchOptions<Option extends ComboboxOption>(
  options: readonly Option[],
  typed: string,
  limit: number,
): Option[] {
  const wanted = typed.trim().toLowerCase();
  const ranks: Option[][] = [[], [], []];
  for (const option of options) {
    const rank = rankOf(option, wanted);
    if (rank !== undefined) ranks[rank]?.push(option);
  }
  return ranks.flat().slice(0, limit);
}

function rankOf({ value, note = '' }: ComboboxOption, wanted: string): number | undefined {
  const lower = value.toLowerCase();
  if (lower === wanted) return 0;
  if (lower.startsWith(wanted)) return 1;
  return lower.includes(wanted) || note.toLowerCase().includes(wanted) ? 2 : undefined;
}
