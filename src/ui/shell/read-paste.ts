/** Returns what was pasted as files: files themselves, or a table of text as one; `[]` for neither. */
export function readPaste(clipboard: DataTransfer): File[] {
  const files = [...clipboard.files];
  if (files.length > 0) return files;
  const text = clipboard.getData('text/plain');
  const name = nameTable(text);
  return name === undefined ? [] : [new File([text], name)];
}

/** Returns the name of the file that a text is to be; undefined where it is no table. */
export function nameTable(text: string): string | undefined {
  const trimmed = text.trim();
  if (/^(\[\s*[[{]|\{\s*")/.test(trimmed)) return 'pasted.json';
  const [first = '', second] = trimmed.split(/\r?\n/, 2);
  const isTable = second !== undefined && countCells(first) > 2 && countCells(second) > 2;
  return isTable ? 'pasted.csv' : undefined;
}

function countCells(line: string): number {
  return Math.max(...[',', ';', '\t', '|'].map((separator) => line.split(separator).length));
}
