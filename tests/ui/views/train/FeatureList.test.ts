import { expect, test } from 'vitest';
import FeatureList from '../../../../src/ui/views/train/FeatureList.svelte';
import { readText, renderMarkup } from '../live/render';

function listFeatures(props: object): string[] {
  const markup = renderMarkup(FeatureList as never, { extras: [], ...props });
  return [...markup.matchAll(/<li.*?>(.*?)<\/li>/gs)].map(([, item = '']) => readText(item));
}

test('what training reads is shown as used, the rest as left out', () => {
  const all = listFeatures({ available: { volume: true, takers: true } });
  expect(all).toHaveLength(9);
  expect(all.some((text) => text.includes('left out'))).toBe(false);
  const few = listFeatures({ available: { volume: false, takers: false } });
  expect(few.filter((text) => text.includes('left out'))).toEqual([
    'dollar_volume (left out)',
    'taker_buy_ratio (left out)',
  ]);
});

test('further columns of the source are left out, as training never reads them', () => {
  const items = listFeatures({ available: { volume: true, takers: true }, extras: ['mood'] });
  expect(items.at(-1)).toBe('mood (left out)');
});

test('says why a feature is left out', () => {
  const markup = renderMarkup(FeatureList as never, {
    available: { volume: false, takers: true },
    extras: [],
  });
  expect(readText(markup)).toContain('The source has no volume, so dollar_volume is left out.');
});
