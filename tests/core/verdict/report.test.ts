import { expect, test } from 'vitest';
import { labelDirection } from '../../../src/core/labels/direction';
import { splitTestOnly } from '../../../src/core/dataset/splits';
import type { DatasetInfo, ModelInfo } from '../../../src/core/library';
import { takeHoldout } from '../../../src/core/out-of-sample';
import { defaultTradingSettings } from '../../../src/core/trading/settings';
import { measureCosts } from '../../../src/core/verdict/costs';
import { findEvidence } from '../../../src/core/verdict/evidence';
import { compareHoldings, runPlacebos } from '../../../src/core/verdict/placebo';
import { writeReportJson, writeReportPage } from '../../../src/core/verdict/report';
import { summarizeTrials } from '../../../src/core/verdict/trial-statistics';
import { judge } from '../../../src/core/verdict/verdict';
import { makeModel } from '../../storage/make-records';
import { makeDatasetInfo } from '../../state/make-dataset-info';
import { makeSignalMarket } from './make-market';

const hostile = `<script src="https://evil.example/x.js"></script><img onerror='x'>`;

function makeReport() {
  const horizonBars = 10;
  const settings = defaultTradingSettings;
  const { bars, probability } = makeSignalMarket(3, { count: 960, edge: 0.002 });
  const range = { start: 0, end: 960 };
  const findings = findEvidence({
    bars,
    unseen: takeHoldout(splitTestOnly(960, { horizonBars }), Float32Array.from(probability)),
    labels: labelDirection(bars, horizonBars),
    horizonBars,
    constantGuess: 0.5,
    settings,
    tries: summarizeTrials([]),
  });
  const history = { bars, range, probability, settings, runs: 50 };
  return {
    format: 'tabquant-report' as const,
    program: 'Tabquant 0.0.0',
    madeAt: Date.UTC(2024, 4, 1),
    verdict: judge({ ...findings.evidence, leaks: [] }),
    model: { ...makeModel('d', { name: hostile }), id: 'm' } as ModelInfo,
    dataset: { ...makeDatasetInfo(), name: hostile } as DatasetInfo,
    settings,
    findings,
    examination: {
      costs: measureCosts(history),
      placebos: runPlacebos(history),
      holdings: compareHoldings(history),
    },
    trials: [
      {
        number: 1,
        at: 0,
        kind: 'trained' as const,
        name: hostile,
        hash: 'abcdef0123456789',
        auc: 0.53,
        sharpe: 1,
        netReturn: 0.01,
      },
    ],
  };
}

test('a report is one page that asks for nothing, runs nothing, and shows names as text', () => {
  const page = writeReportPage(makeReport());
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).not.toMatch(/<(script|img|link|iframe|object)/i);
  expect(page).not.toMatch(/<[a-z][^>]*\s(src|href)=/i);
  expect(page).not.toMatch(/<style>[^<]*(url\(|@import)/);
  expect(page).toContain("default-src 'none'");
  expect(page).toContain('&#60;script src=');
});

test('a report tells the verdict, its evidence, costs, placebos, tries and configuration', () => {
  const report = makeReport();
  const page = writeReportPage(report);
  for (const text of [
    'Evidence',
    'By costs',
    'Placebos',
    'Holding',
    'Trials',
    'Months',
    'Drawdowns',
  ]) {
    expect(page).toContain(`<caption>${text}</caption>`);
  }
  expect(page).toContain(report.verdict.headline);
  expect(page).toContain('abcdef012345');
  expect(page).not.toContain('undefined');
  expect(page).not.toContain('NaN');
});

test('a report says what the probability of its label means, and what it does not', () => {
  const report = makeReport();
  expect(writeReportPage(report)).toContain('says that the close will be higher');
  const other = { ...report, model: { ...report.model, label: 'over-costs' } };
  expect(writeReportPage(other)).toContain('a low one does not mean a fall');
});

test('a report tells which features say the same, and how the model does on each of its markets', () => {
  const report = makeReport();
  expect(writeReportPage(report)).not.toMatch(/<caption>(Correlation|Markets)/);
  const estimate = { value: 0.01, ci: [0, 0.02] as const };
  const drop = { name: 'ret_1', aucDrop: estimate, logLossRise: estimate };
  const correlations = {
    features: ['ret_1', 'ret_5', 'flat'],
    values: Float64Array.of(1, -0.95, NaN, -0.95, 1, NaN, NaN, NaN, NaN),
    sentence: 'Two features say nearly the same.',
  };
  const { test, rawTest, scaler, split } = report.model;
  const market = (symbol: string) => ({
    ...{ datasetId: symbol, datasetName: symbol, symbol, scaler, split },
  });
  const pool = {
    scaling: 'own' as const,
    hasSymbol: false,
    markets: [{ ...market('AAA'), judged: { test, rawTest } }, market('BBB')],
    together: { auc: 0.567, aucCi: [0.5, 0.6] as const, bars: 99, days: 9 },
  };
  const page = writeReportPage({
    ...report,
    model: { ...report.model, pool },
    examination: { ...report.examination, importance: [drop], correlations },
  });
  expect(page).toContain('Two features say nearly the same.');
  expect(page).toMatch(/<caption>Correlation<\/caption>.*ret_1, ret_5.*0\.95/s);
  expect(page).not.toContain('ret_1, flat');
  expect(page).toMatch(/<caption>Markets<\/caption>.*AAA.*BBB.*no test bars.*Together.*0\.567/s);
});

test('the JSON beside it has the same figures', () => {
  const report = makeReport();
  const read = JSON.parse(writeReportJson(report)) as typeof report;
  expect(read.verdict).toEqual(report.verdict);
  expect(read.findings.evidence.auc).toEqual(report.findings.evidence.auc);
  expect(read.findings.dailyEquity).toEqual([...report.findings.dailyEquity]);
});
