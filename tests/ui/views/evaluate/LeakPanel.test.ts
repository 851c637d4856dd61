import { expect, test } from 'vitest';
import { defaultTradingSettings } from '../../../../src/core/trading/settings';
import type { CheckedTraining } from '../../../../src/core/verdict/leaks/pipeline';
import type { LeakStatus } from '../../../../src/state/leak-checks.svelte';
import LeakPanel from '../../../../src/ui/views/evaluate/LeakPanel.svelte';
import { makeDatasetInfo } from '../../../state/make-dataset-info';
import { makeModel } from '../../../storage/make-records';
import { readText, renderMarkup } from '../live/render';

function show(status: LeakStatus, auc = 0.52): string {
  const dataset = makeDatasetInfo({});
  const model = makeModel(dataset.id);
  return readText(
    renderMarkup(LeakPanel as never, {
      checks: { statusOf: () => status },
      model: { ...model, test: { ...model.test, auc } },
      dataset,
      settings: defaultTradingSettings,
    }),
  );
}

test('a check can be asked for, and an AUC that is too good is named', () => {
  expect(show({ kind: 'unchecked' })).toContain('Check for leaks');
  expect(show({ kind: 'unchecked' })).not.toContain('rarely skill');
  expect(show({ kind: 'unchecked' }, 0.58)).toContain('An AUC of 0.580');
});

test('each leak is said, or how much was compared', () => {
  const checked = { bars: 40, comparisons: 12_345, stages: [] };
  const sentence = 'Feature ret_5 at 2024-01-03 10:05 changed when later bars were changed.';
  const finding = { stage: 'features', name: 'ret_5', bar: 5, sentence } as const;
  const clean = show({ kind: 'done', report: { findings: [], checked } });
  expect(clean).toContain('No leak found: 12,345 comparisons at 40 bars.');
  expect(clean).not.toContain('Check for leaks');
  const found = show({ kind: 'done', report: { findings: [finding], checked } });
  expect(found).toContain(sentence);
  expect(found).not.toContain('No leak found');
});

test('what was trained again is said, or why nothing was', () => {
  const checked = { bars: 40, comparisons: 12_345, stages: [] };
  const training = { bars: 2000, trainings: 3, epochs: 2, weights: 7393 };
  const say = (training: CheckedTraining) =>
    show({ kind: 'done', report: { findings: [], checked: { ...checked, training } } });
  const told = say({ kind: 'repeated', ...training });
  expect(told).toContain('Trained 3 times for 2 epochs on 2,000 bars');
  expect(told).toContain('7,393 weights');
  expect(say({ kind: 'impossible', reason: 'this model is run as it is' })).toContain(
    'Nothing was trained again: this model is run as it is.',
  );
});

test('a failure is said', () => {
  expect(show({ kind: 'failed', message: 'gone' })).toContain('The check failed: gone');
});
