import { unparse } from 'papaparse';
import type { ExportTable } from './tables';

/** Rows whose text is in memory at a time. */
const chunkRows = 1 << 13;

/**
 * Returns the table as CSV with a header, commas and line feeds. A number is the shortest text that
 * reads back as the same float64; NaN is an empty cell.
 */
export function writeCsv({ time, numbers }: ExportTable): Blob {
  const names = [time.name, ...numbers.map(({ name }) => name)];
  const rows = time.values.length;
  const formatTime = time.csv === 'iso' ? formatIso : String;
  const parts: Blob[] = [new Blob([`${unparse([names])}\n`])];
  for (let start = 0; start < rows; start += chunkRows) {
    let text = '';
    for (let row = start; row < Math.min(start + chunkRows, rows); row++) {
      text += formatTime(time.values[row]);
      for (const { values } of numbers) text += `,${formatNumber(values[row])}`;
      text += '\n';
    }
    parts.push(new Blob([text]));
  }
  return new Blob(parts, { type: 'text/csv' });
}

function formatNumber(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  return Number.isNaN(value) ? '' : String(value);
}

function formatIso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
