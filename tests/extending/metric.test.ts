import { expect, test, vi } from 'vitest';
import { reportMinutes } from '../core/metrics/report-minutes';
import { findExplanation } from '../../src/core/metrics/glossary';
import type * as metricLists from '../../src/core/metrics/list';
import { createPerformanceRecord, recordTrade } from '../../src/core/metrics/performance-record';
import { reportPerformance } from '../../src/core/metrics/performance';
import Scores from '../../src/ui/views/evaluate/Scores.svelte';
import PerformancePanel from '../../src/ui/views/simulate/PerformancePanel.svelte';
import { readFigures, readText, renderMarkup } from '../ui/views/live/render';

// docs/EXTENDING.md, "A metric": one file, and one line for each list.
vi.mock('../../src/core/metrics/list', async (original) => {
  const lists = await original<typeof metricLists>();
  const { payoffMetric } = await import('./payoff-metric');
  const { labelShareMetric } = await import('./label-share-metric');
  return {
    performanceMetrics: [...lists.performanceMetrics, payoffMetric],
    classificationMetrics: [...lists.classificationMetrics, labelShareMetric],
  };
});

function reportTrades(...pnls: readonly number[]) {
  const record = createPerformanceRecord(1000, 60_000);
  for (const pnl of pnls) recordTrade(record, { pnl });
  return reportPerformance(record);
}

test('the report of an account has it, and NaN where it is undefined', () => {
  expect(reportTrades(20, 40, -10)).toMatchObject({ payoff: 3, winRate: 2 / 3 });
  expect(reportTrades()).toMatchObject({ payoff: NaN });
});

test('the page shows it, and explains it with formula and caution to whoever points at its name', () => {
  const performance = reportTrades(20, 40, -10);
  const markup = renderMarkup(PerformancePanel as never, { performance });
  expect(readFigures(markup, 'payoff')).toEqual(['3']);
  expect(readText(markup)).toMatch(/Payoff 3\.0/);
  expect(markup).toMatch(/<dfn [^>]*tabindex="0"[^>]*>Payoff<\/dfn>/);
  expect(findExplanation('payoff')).toMatchObject({
    meaning: 'Average win for a dollar of average loss',
    formula: 'average win / -average loss',
    caution: 'It says nothing without the win rate.',
  });
});

test('before there is a report, the page has a place for it', () => {
  const markup = renderMarkup(PerformancePanel as never, { performance: undefined });
  expect(readFigures(markup, 'payoff')).toEqual(['']);
});

test('the report of a model and its page have it', () => {
  const test = reportMinutes([1, 1, 1, 0], [0.9, 0.8, 0.4, 0.3], 1, 0.5);
  expect(test).toMatchObject({ riseShare: 0.75, auc: 1 });
  const props = { test, horizonBars: 1, sample: undefined };
  const markup = renderMarkup(Scores as never, props);
  expect(readFigures(markup, 'rise-share')).toEqual(['0.75']);
  expect(readText(markup)).toMatch(/Rises 75%/);
});
