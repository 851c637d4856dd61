import { expect, test } from 'vitest';
import FeatureList from '../../../../src/ui/views/train/FeatureList.svelte';
import { makeDatasetInfo } from '../../../state/make-dataset-info';
import { readText, renderMarkup } from '../live/render';

/** Renders the list for a dataset whose extra columns do not know the future. */
function renderList(available: object, extras: readonly string[] = []): string {
  const checks = { find: () => [], isRunning: false, failure: undefined };
  const dataset = makeDatasetInfo({ extras: [...extras] });
  return renderMarkup(FeatureList as never, { dataset, available, checks, horizonBars: 10 });
}

function listFeatures(available: object, extras?: readonly string[]): string[] {
  const markup = renderList(available, extras);
  return [...markup.matchAll(/<li.*?>(.*?)<\/li>/gs)].map(([, item = '']) => readText(item).trim());
}

test('what training reads is shown as used, the rest as left out', () => {
  const all = listFeatures({ volume: true, takers: true });
  expect(all).toHaveLength(9);
  expect(all.some((text) => text.includes('left out'))).toBe(false);
  const few = listFeatures({ volume: false, takers: false });
  expect(few.filter((text) => text.includes('left out'))).toEqual([
    'dollar_volume (left out)',
    'taker_buy_ratio (left out)',
  ]);
});

test('further columns of the source are left out, as training never reads them', () => {
  const items = listFeatures({ volume: true, takers: true }, ['mood']);
  expect(items.at(-1)).toBe('mood (left out)');
});

test('says why a feature is left out', () => {
  const markup = renderList({ volume: false, takers: true });
  expect(readText(markup)).toContain('The source has no volume, so dollar_volume is left out.');
});
