import { expect, test } from 'vitest';
import { reportPerformance } from '../../../../src/core/metrics/performance';
import {
  createPerformanceRecord,
  recordBar,
} from '../../../../src/core/metrics/performance-record';
import PerformancePanel from '../../../../src/ui/views/simulate/PerformancePanel.svelte';
import { readFigures, readText, renderMarkup } from '../live/render';

const dayMs = 86_400_000;

/** An account that gains on two days of three, one bar a day. */
function reportDays(days: number) {
  const record = createPerformanceRecord(1000, dayMs);
  let equity = 1000;
  for (let day = 0; day < days; day++) {
    equity += day % 3 === 2 ? -5 : 10;
    recordBar(record, { openTime: day * dayMs, open: 1, close: 1 }, equity, false);
  }
  return reportPerformance(record);
}

const render = (props: object) => renderMarkup(PerformancePanel as never, props as never);
const toneOfFigure = (markup: string, metric: string) =>
  new RegExp(`<b class="([^"]*)"[^>]*data-metric="${metric}"`).exec(markup)?.[1] ?? '';

test('a Sharpe ratio of 29 days is withheld in grey, and is there for whoever reads the raw value', () => {
  const performance = reportDays(29);
  const markup = render({ performance });
  expect(readText(markup)).toMatch(/Sharpe – from 30 days on/);
  expect(toneOfFigure(markup, 'sharpe')).toContain('withheld');
  expect(readFigures(markup, 'sharpe')).toEqual([String(performance.sharpe)]);
});

test('one of 30 days is shown, coloured only where its interval excludes 0', () => {
  const performance = reportDays(30);
  expect(performance.sharpe).toBeGreaterThan(0);
  const toneWith = (intervals: object) =>
    toneOfFigure(render({ performance, intervals }), 'sharpe');
  expect(readText(render({ performance }))).not.toMatch(/Sharpe –/);
  expect(toneWith({})).not.toMatch(/up|down/);
  expect(toneWith({ sharpe: [-1, 30] })).not.toMatch(/up|down/);
  expect(toneWith({ sharpe: [1, 30] })).toContain('up');
});

test('a figure with an interval shows it, and one without keeps the colour of text', () => {
  const performance = reportDays(30);
  const markup = render({ performance, intervals: { sharpe: [1, 30] } });
  expect(readText(markup)).toContain('1.00 to 30.00');
  expect(
    toneOfFigure(render({ performance: { ...performance, expectancy: 3 } }), 'expectancy'),
  ).not.toMatch(/up|down/);
});
