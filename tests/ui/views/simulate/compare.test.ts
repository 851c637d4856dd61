import { expect, test } from 'vitest';
import { reportPerformance } from '../../../../src/core/metrics/performance';
import { createPerformanceRecord } from '../../../../src/core/metrics/performance-record';
import {
  showPnlDifference,
  showSharpeDifference,
} from '../../../../src/ui/views/simulate/tools/compare/compare-text';
import FigureTable from '../../../../src/ui/views/simulate/tools/FigureTable.svelte';
import { readFigures, readRows, renderMarkup } from '../live/render';

const difference = {
  pnl: { value: 120, ci: [20, 220] as const },
  sharpe: { value: -0.5, ci: [-2, 1] as const },
};

test('a difference has its interval, and says where it may be chance or has too few days', () => {
  expect(showPnlDifference(difference, 40)).toEqual({
    text: '+$120.00',
    note: '+$20.00 to +$220.00',
    isSure: true,
  });
  expect(showSharpeDifference(difference, 40)).toEqual({
    text: '−0.50',
    note: '−2.00 to +1.00: may be chance',
    isSure: false,
  });
  expect(showSharpeDifference(difference, 14)).toMatchObject({
    text: '–',
    note: 'from 30 days on',
  });
  expect(showPnlDifference(difference, 4).note).toBe('from 5 days on');
});

test('figures stand beside each other with their intervals; those that nobody has are left out', () => {
  const reports = [10_100, 9_900].map((equity) =>
    reportPerformance({ ...createPerformanceRecord(10_000, 60_000), equity, bars: 10 }),
  );
  const markup = renderMarkup(FigureTable as never, {
    label: 'Compared figures',
    corner: '',
    columns: reports.map((report, at) => ({
      label: `Pin ${at}`,
      prefix: `pin-${at}`,
      report,
      intervals: at === 0 ? { pnl: [50, 150] } : {},
    })),
  });
  expect(readRows(markup)[0]).toEqual(['+$100.00 +$50.00 to +$150.00', '−$100.00']);
  expect(readFigures(markup, 'pin-1-pnl')).toEqual(['-100']);
  expect(markup).not.toContain('data-metric="pin-0-win-rate"');
});
