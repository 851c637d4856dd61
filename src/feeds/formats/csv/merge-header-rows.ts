/** Names of columns made of several header lines, and what a person should know of it. */
export interface MergedHeader {
  readonly names: readonly string[];
  readonly note: readonly string[];
}

/**
 * Joins header lines, as pandas writes those of a table whose columns have several levels, to one name
 * a column: a level that says the same of every column is left out, unless that is what they are the
 * price of; further levels become "('Close', 'BTC-USD')", as pandas itself would print them.
 */
export function mergeHeaderRows(rows: readonly (readonly string[])[]): MergedHeader {
  if (rows.length === 1) return { names: rows[0].map((name) => name.trim()), note: [] };
  const last = rows[rows.length - 1];
  const namesIndex = last[0].trim() !== '' && last.slice(1).every((cell) => cell.trim() === '');
  const indexRow = namesIndex ? last : undefined;
  const levels = rows.filter((row) => row !== indexRow);
  const telling = levels.filter((row) => !isConstant(row));
  const used = telling.length > 0 ? telling : levels.slice(0, 1);

  const width = Math.max(...rows.map((row) => row.length));
  const names = Array.from({ length: width }, (_, column) => {
    if (column === 0) return (indexRow ?? used[0])[0].trim();
    const parts = used.map((row) => (row[column] ?? '').trim()).filter((part) => part !== '');
    return parts.length > 1 ? `(${parts.map((part) => `'${part}'`).join(', ')})` : (parts[0] ?? '');
  });
  const constant = levels.filter((row) => !used.includes(row));
  const said = constant.map((row) => row.slice(1).find((cell) => cell.trim() !== '') ?? '');
  return {
    names,
    note: [
      `the names of the columns stand in ${rows.length} lines` +
        (said.length > 0 ? `; of all columns they say ${said.join(', ')}` : ''),
    ],
  };
}

/** Whether a level says one and the same of every column but the first, and nothing of prices. */
function isConstant(row: readonly string[]): boolean {
  const [first = '', ...others] = row.slice(1).map((cell) => cell.trim());
  return others.every((cell) => cell === first) && !pricePattern.test(first);
}

const pricePattern = /^(adj\.? ?)?(open|high|low|close|volume|price)$/i;
