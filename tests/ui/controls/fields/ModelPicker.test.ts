import { expect, test } from 'vitest';
import ModelPicker from '../../../../src/ui/controls/fields/ModelPicker.svelte';
import ModelMisfit from '../../../../src/ui/controls/frames/ModelMisfit.svelte';
import { makeDatasetInfo } from '../../../state/make-dataset-info';
import { makeModel } from '../../../storage/make-records';
import { readText, renderMarkup } from '../../views/live/render';

const dataset = makeDatasetInfo({ id: 'bars' });
const hourly = makeModel('hours', { id: 'hourly', name: 'Hourly', intervalMs: 3_600_000 });
const own = makeModel('bars', { id: 'own', name: 'TCN' });
const again = makeModel('bars', { id: 'again', name: 'TCN', trainedAt: 120_000 });

const optionsOf = (markup: string) =>
  [...markup.matchAll(/<option[^>]*>(.*?)<\/option>/gs)].map(([, text]) => readText(text));

test('the models that fit the bars are offered, runs of one name told apart', () => {
  const library = { models: [again, own, hourly], useModel: () => Promise.resolve() };
  const props = { library, dataset, model: own };
  const markup = renderMarkup(ModelPicker as never, props);
  expect(optionsOf(markup)).toEqual([
    'TCN · AUC 0.500 · 1970-01-01 00:02',
    'TCN · AUC 0.500 · 1970-01-01 00:00',
  ]);
  expect(readText(markup)).toContain('One more does not fit these bars.');
  const without = renderMarkup(ModelPicker as never, { ...props, model: undefined });
  expect(optionsOf(without)[0]).toBe('No model');
  const none = { ...props, library: { ...library, models: [] } };
  expect(optionsOf(renderMarkup(ModelPicker as never, none))).toEqual([]);
});

test('a model and bars that do not match end in a model that does, or in training one', () => {
  const props = { problem: 'Other bars.', dataset, onUse: () => undefined };
  const matched = renderMarkup(ModelMisfit as never, { ...props, models: [hourly, own] });
  expect(readText(matched)).toContain('Use a matching model TCN · AUC 0.500');
  expect(matched).toContain('href="#/train"');
  const alone = renderMarkup(ModelMisfit as never, { ...props, models: [hourly] });
  expect(readText(alone)).not.toContain('Use a matching model');
  expect(readText(alone)).toContain('Other bars. Train one');
});
