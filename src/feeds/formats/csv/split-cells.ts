import Papa from 'papaparse';

/** Marks between cells that are looked for, the likeliest first where two fit alike. */
const delimiters = ['\t', ';', '|', ','] as const;

/** Cells of whole lines of text, one array a line, blank lines included. */
export function splitCells(lines: Uint8Array, delimiter: string): string[][] {
  let text = new TextDecoder().decode(lines);
  if (text.includes('\r')) text = text.replace(/\r\n?/g, '\n');
  // Text after a last line break is not another row.
  if (text.endsWith('\n')) text = text.slice(0, -1);
  return Papa.parse<string[]>(text, { delimiter, newline: '\n' }).data;
}

/** Whether a row holds nothing at all. */
export function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

/**
 * The mark that splits most of the lines into the same number of cells; a comma when none does.
 * Between marks that fit alike a decimal comma is likelier than a decimal semicolon.
 */
export function guessDelimiter(lines: readonly string[]): string {
  const plain = lines
    .map((line) => line.replace(/"[^"]*"/g, 'quoted'))
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const fits = delimiters.map((delimiter) => ({ delimiter, ...countLike(plain, delimiter) }));
  const best = fits.reduce((most, fit) => (fit.lines > most.lines ? fit : most));
  return best.lines > 0 ? best.delimiter : ',';
}

/** How many lines have the commonest number of cells, of those numbers that are at least 2. */
function countLike(lines: readonly string[], delimiter: string): { readonly lines: number } {
  const counts = new Map<number, number>();
  for (const line of lines) {
    const cells = line.split(delimiter).length;
    if (cells > 1) counts.set(cells, (counts.get(cells) ?? 0) + 1);
  }
  return { lines: Math.max(0, ...counts.values()) };
}
