import { expect, test } from 'vitest';
import { drawConfiguration } from '../../../../src/core/search/draw-configuration';
import Plateau from '../../../../src/ui/views/train/Plateau.svelte';
import { makeSearch } from '../../../core/search/make-search';
import { readText, renderMarkup } from '../live/render';

test('a plateau is a table of means, coloured from the lowest to the highest, and a sentence', () => {
  const request = makeSearch();
  const tries = Array.from({ length: 30 }, (_, configuration) => {
    const { learningRate } = drawConfiguration(request, configuration);
    return { configuration, rung: 0, score: 0.5 + learningRate, seconds: 1 };
  });
  const markup = renderMarkup(Plateau as never, { request, tries });
  const shades = [...markup.matchAll(/--shade: (\d+)%/g)].map(([, shade]) => Number(shade));
  expect([Math.min(...shades), Math.max(...shades)]).toEqual([0, 55]);
  expect(markup).toContain('aria-label="Plateau"');
  expect(readText(markup)).toContain('Features \\ Learning rate');
  expect(readText(markup)).toMatch(/Mean validation AUC from 0\.50\d at .* up to 0\.51\d at/);
});

test('a single configuration has none', () => {
  const tries = [{ configuration: 0, rung: 0, score: 0.5, seconds: 1 }];
  const markup = renderMarkup(Plateau as never, { request: makeSearch(), tries });
  expect(readText(markup)).toBe('');
});
