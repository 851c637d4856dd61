import { missing } from '../../../../src/core/format';
import { expect, test } from 'vitest';
import BaselinesPanel from '../../../../src/ui/views/evaluate/BaselinesPanel.svelte';
import CalibrationPanel from '../../../../src/ui/views/evaluate/CalibrationPanel.svelte';
import ImportancePanel from '../../../../src/ui/views/evaluate/ImportancePanel.svelte';
import StudiesPanel from '../../../../src/ui/views/evaluate/StudiesPanel.svelte';
import RegimesPanel from '../../../../src/ui/views/evaluate/RegimesPanel.svelte';
import {
  reportCalibration,
  reportClassification,
} from '../../../../src/core/metrics/classification';
import { readFigures, readRows, readText, renderMarkup } from '../live/render';

const estimate = (value: number, reach: number) => ({ value, ci: [value - reach, value + reach] });

test('calibration stands beside what it was before, and a lack of skill is said in words', () => {
  const labels = [1, 0, 0, 0];
  const times = [0, 1, 2, 3];
  const known = { horizonBars: 1, constantGuess: 0.25 };
  const model = {
    calibration: { temperature: 2, bias: 0.1 },
    rawTest: reportCalibration(labels, [0.2, 0.9, 0.9, 0.9], 0.25),
    test: reportClassification(labels, [0.4, 0.6, 0.6, 0.6], times, known),
  };
  const markup = renderMarkup(CalibrationPanel as never, { model });
  expect(readText(markup)).toContain('worse than no model');
  expect(readRows(markup)[0]).toEqual(['Log loss', '2.1293', '0.9163']);
  expect(readFigures(markup, 'raw-skill')[0]).toBe(String(model.rawTest.skill));
  const good = { ...model, test: reportClassification(labels, [0.8, 0.2, 0.2, 0.2], times, known) };
  expect(readText(renderMarkup(CalibrationPanel as never, { model: good }))).not.toContain('worse');
});

test('baselines are a table with intervals, and a dash where nothing is ranked', () => {
  const common = { meaning: '', logLoss: 0.69, accuracy: 0.52, pnlFraction: -0.01, trades: 30 };
  const markup = renderMarkup(BaselinesPanel as never, {
    baselines: [
      { name: 'model', label: 'Model', auc: estimate(0.55, 0.02), skill: 0.01, ...common },
      { name: 'majority', label: 'Majority', skill: 0, ...common, logLoss: NaN },
      {
        name: 'logistic',
        label: 'Logistic regression',
        auc: estimate(0.54, 0.02),
        difference: estimate(0.01, 0.005),
        skill: -0.002,
        ...common,
      },
    ],
  });
  expect(markup).toContain('aria-label="Baselines"');
  const rows = readRows(markup);
  expect(rows[0].slice(0, 2)).toEqual(['Model', '0.550 (0.530 to 0.570)']);
  expect(rows[1].slice(1, 3)).toEqual([missing, missing]);
  expect(rows[2][2]).toBe('0.010 (0.005 to 0.015)');
});

test('the feature that counts most is first, and the map says what speaks for what', () => {
  const part = (name: string, drop: number) => ({
    name,
    aucDrop: estimate(drop, 0.01),
    logLossRise: estimate(drop, 0.01),
  });
  const markup = renderMarkup(ImportancePanel as never, {
    features: [part('ret_1', 0.001), part('trend', 0.05)],
    lookBack: [part('1', 0.02)],
    signal: {
      bar: 7,
      probability: 0.6,
      features: ['ret_1', 'trend'],
      method: 'occlusion',
      contributions: Float32Array.of(0, 0.5, -0.25, 0),
      sentence: 'P(rise) 0.600: what counts most is trend.',
    },
  });
  expect(readRows(markup)[0][0]).toBe('trend');
  expect([...markup.matchAll(/<rect class="(rise|fall)/g)].map(([, side]) => side)).toEqual([
    'rise',
    'fall',
  ]);
  expect(readText(markup)).toContain('From 1 bars ago');
  expect(readText(markup)).toContain('This model answers in steps and has no gradient');
});

test('of a walk-forward it is said how many models lose without a feature', () => {
  const loss = { aucDrop: estimate(0.02, 0.01), logLossRise: estimate(0.001, 0.0005) };
  const markup = renderMarkup(ImportancePanel as never, {
    features: [{ name: 'ret_1', ...loss, foldsLost: 10 }],
    folds: 12,
    lookBack: [],
  });
  expect(readRows(markup)[0].at(-1)).toBe('10 of 12');
  expect(readText(markup)).toContain('What the 12 models of the walk-forward lose');
});

test('regimes have labels, profit and independent labels', () => {
  const auc = { ...estimate(0.53, 0.03), days: 13, effectiveLabels: 900 };
  const regime = { label: 'Calm', bars: 6000, auc, trades: 12, pnl: estimate(-3.5, 2) };
  const markup = renderMarkup(RegimesPanel as never, {
    groups: [{ name: 'volatility', label: 'Volatility', regimes: [regime] }],
  });
  expect(readRows(markup)).toEqual([
    ['Calm', '0.530 (0.500 to 0.560)', '900 of 6,000', '−3.50 (−5.50 to −1.50)', '12'],
  ]);
});

test('studies of any configuration are a table, each with what its AUC is set against', () => {
  const study = (id: string, plan: object, result: object, datasetId = 'here') => ({
    ...{ id, datasetId, startedAt: 0, savedAt: 0, total: 3, parts: [] },
    request: {
      plan,
      training: {
        ...{ datasetId, horizonBars: 10, options: { seed: 7 } },
        spec: { kind: 'logistic' },
      },
    },
    result: { auc: NaN, aucCi: [NaN, NaN], distribution: [], pValue: NaN, ...result },
  });
  const studies = [
    study('a', { kind: 'walk-forward' }, { auc: 0.53, aucCi: [0.51, 0.55] }),
    study('b', { kind: 'shuffled-labels', runs: 2 }, { auc: 0.52, pValue: 1 / 3 }),
    study('c', { kind: 'combinatorial' }, { distribution: [0.52, 0.5, 0.54] }),
    study('d', { kind: 'walk-forward' }, { auc: 0.9 }, 'elsewhere'),
    { ...study('e', { kind: 'walk-forward' }, {}), result: undefined },
  ];
  const show = (running?: object) =>
    readRows(renderMarkup(StudiesPanel as never, { datasetId: 'here', studies, running })).map(
      (row) => row.slice(1),
    );
  const rows = show();
  expect(rows).toEqual([
    ['0.530', '0.510–0.550', '10', '7', '3'],
    ['0.520', 'p 0.333', '10', '7', '3'],
    [missing, '0.500–0.540', '10', '7', '3'],
  ]);
  // One that is running has its row from the start.
  const { request } = study('f', { kind: 'planted-feature' }, {});
  expect(show(request)).toEqual([[missing, 'running', '10', '7', missing], ...rows]);
  const { request: elsewhere } = study('g', { kind: 'planted-feature' }, {}, 'elsewhere');
  expect(show(elsewhere)).toEqual(rows);
});
