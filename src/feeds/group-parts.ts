import type { Part } from './merge-parts';

/**
 * Returns the parts that belong together, which are those of one symbol and interval, in the order in
 * which the first of each comes. Parts that name no symbol are of the only one that others name, which
 * becomes a note; where others name several, they stay by themselves.
 */
export function groupParts(parts: readonly Part[]): readonly (readonly Part[])[] {
  const symbols = [...new Set(parts.map(({ symbol }) => symbol))].filter((symbol) => symbol !== '');
  const [only] = symbols.length === 1 ? symbols : [];
  const groups = new Map<string, Part[]>();
  for (const part of parts.map((each) => adoptSymbol(each, only))) {
    const key = `${part.bars.intervalMs} ${part.symbol}`;
    const group = groups.get(key) ?? [];
    group.push(part);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function adoptSymbol(part: Part, only: string | undefined): Part {
  if (part.symbol !== '' || only === undefined) return part;
  const note = `${part.name} names no symbol: it is taken as ${only}, like the others`;
  return { ...part, symbol: only, notes: [...part.notes, note] };
}
