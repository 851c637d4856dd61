import { countBars } from '../core/bars/bars';
import { findGaps } from '../core/bars/gaps';
import type { QualityFinding } from '../core/bars/quality/report';
import type { ImportDecisions, ImportPreview, PreviewedSeries } from '../core/import';
import { importFiles, type FileEvent, type ImportOptions } from './import-files';
import type { ImportedBars } from './merge-parts';

/**
 * Returns what bars files would give by the decisions so far. Rows in doubt that nobody has decided about are left out,
 * or the first of two kept, and counted, so that a wrong choice of columns shows itself by their number.
 */
export async function previewImport(
  files: readonly File[],
  decisions: ImportDecisions,
  onEvent: (event: FileEvent) => void,
  options: ImportOptions,
): Promise<ImportPreview> {
  const { badRows, conflicts } = decisions;
  const decided: ImportDecisions = {
    ...decisions,
    asksColumns: false,
    badRows: badRows === 'ask' ? 'leave-out' : badRows,
    conflicts: conflicts === 'ask' ? 'keep-first' : conflicts,
  };
  const result = await importFiles(files, decided, onEvent, options);
  switch (result.kind) {
    case 'bars':
      return {
        series: result.imports.map(describeSeries),
        conflicts: countRows(result.imports, ({ check }) => check === 'conflict'),
        badRows: countRows(result.imports, ({ handling }) => handling === 'left-out'),
      };
    case 'question': {
      const { question } = result;
      const where = question.kind === 'conflicts' ? 'rows that differ' : question.file;
      return explain(`${where} must be decided about, too, before the bars can be counted.`);
    }
    case 'refused': {
      const { message, isWorkerUnusable } = result;
      return { ...explain(message), ...(isWorkerUnusable === true && { isWorkerUnusable }) };
    }
  }
}

function explain(problem: string): ImportPreview {
  return { series: [], conflicts: 0, badRows: 0, problem };
}

function describeSeries({ bars, symbol, market }: ImportedBars): PreviewedSeries {
  const gaps = findGaps(bars);
  const count = countBars(bars);
  return {
    symbol,
    ...(market === undefined ? {} : { market }),
    intervalMs: bars.intervalMs,
    bars: count,
    from: bars.openTime[0],
    to: bars.openTime[count - 1],
    gaps: gaps.length,
    missingBars: gaps.reduce((sum, { missingBars }) => sum + missingBars, 0),
    firstPrices: [bars.open[0], bars.high[0], bars.low[0], bars.close[0]],
  };
}

function countRows(
  imports: readonly ImportedBars[],
  isCounted: (finding: QualityFinding) => boolean,
): number {
  return imports
    .flatMap(({ quality }) => quality.findings.filter(isCounted))
    .reduce((sum, { count }) => sum + count, 0);
}
