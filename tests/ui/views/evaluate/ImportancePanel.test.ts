import { expect, test } from 'vitest';
import { correlateFeatures } from '../../../../src/core/verdict/correlation';
import ImportancePanel from '../../../../src/ui/views/evaluate/ImportancePanel.svelte';
import { readText, renderMarkup } from '../live/render';

test('features that say the same are named in words and shown as a map', () => {
  const rows = Float32Array.of(1, 2, 5, 2, 4, 1, 3, 6, 2);
  const correlations = correlateFeatures(['ret_60', 'vwap', 'clock'], rows, [0, 1, 2]);
  const markup = renderMarkup(ImportancePanel as never, {
    features: [],
    lookBack: [],
    correlations,
  });
  expect(readText(markup)).toContain('Two features say nearly the same: ret_60 and vwap (1.00).');
  expect(markup).toMatch(/role="img" aria-label="Correlation of each two features out of sample/);
  expect(markup).toContain('<title>clock and ret_60: -0.72</title>');
  expect(markup.match(/<rect/g)).toHaveLength(3);
});

test('nothing is said of a single feature', () => {
  const correlations = correlateFeatures(['ret_1'], Float32Array.of(1, 2), [0, 1]);
  const markup = renderMarkup(ImportancePanel as never, {
    features: [],
    lookBack: [],
    correlations,
  });
  expect(readText(markup)).not.toContain('Features that say the same');
});
