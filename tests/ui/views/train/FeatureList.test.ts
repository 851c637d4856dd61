import { expect, test } from 'vitest';
import { describeSource, keepUsable } from '../../../../src/core/features/choice';
import { chooseFeatures } from '../../../../src/core/features/compute';
import FeatureList from '../../../../src/ui/views/train/FeatureList.svelte';
import { makeDatasetInfo } from '../../../state/make-dataset-info';
import { readFigures, readText, renderMarkup } from '../live/render';

const everything = { volume: true, takers: true, quoteVolume: true, trades: true };
const nothing = { volume: false, takers: false, quoteVolume: false, trades: false };

interface Scene {
  readonly available?: typeof everything;
  readonly extras?: readonly string[];
  /** Extras that have passed the check, which is through where this is given. */
  readonly usable?: readonly string[];
  readonly chosen?: readonly string[];
  readonly gaps?: readonly { from: number; to: number; missingBars: number }[];
}

function renderList(scene: Scene): string {
  const { available = everything, extras = [], usable, chosen, gaps = [] } = scene;
  const checks = {
    find: () => (usable === undefined ? undefined : []),
    listUsable: () => usable ?? [],
    isRunning: false,
    failure: undefined,
  };
  const dataset = makeDatasetInfo({ extras: [...extras], gaps: [...gaps] });
  const source = { ...describeSource(dataset, usable), columns: available };
  return renderMarkup(FeatureList as never, {
    dataset,
    available,
    checks,
    horizonBars: 10,
    chosen,
    used: chosen === undefined ? chooseFeatures(available) : keepUsable(chosen, source),
    disabled: false,
    onChoose: () => undefined,
  });
}

/** Name and state of each tick, and whether it is on and can be changed. */
function readTicks(markup: string): { name: string; isOn: boolean; isPossible: boolean }[] {
  return [...markup.matchAll(/<li.*?>(.*?)<\/li>/gs)].map(([, item = '']) => ({
    name: readText(/<span[^>]*>(.*?)<small/s.exec(item)?.[1] ?? ''),
    isOn: /<input[^>]* checked/.test(item),
    isPossible: !/<input[^>]* disabled/.test(item),
  }));
}

const namesOf = (ticks: readonly { name: string }[]): string[] => ticks.map(({ name }) => name);

test('the features that training reads are ticked, the rest of each family is not', () => {
  const ticks = readTicks(renderList({}));
  const on = ticks.filter(({ isOn }) => isOn);
  expect(namesOf(on).sort()).toEqual(namesOf(chooseFeatures(everything)).sort());
  expect(ticks.length).toBeGreaterThanOrEqual(38);
  expect(ticks.every(({ isPossible }) => isPossible)).toBe(true);
});

test('a feature whose columns the source lacks cannot be ticked, and the reason is told', () => {
  const markup = renderList({ available: nothing });
  const out = readTicks(markup).filter(({ isPossible }) => !isPossible);
  expect(namesOf(out)).toContain('dollar_volume (left out)');
  expect(namesOf(out)).toContain('imbalance_60 (left out)');
  expect(out.every(({ isOn }) => !isOn)).toBe(true);
  const text = readText(markup);
  expect(text).toContain('The source has no volume, so dollar_volume is left out.');
  expect(text).toContain('The source has no taker columns, so taker_buy_ratio is left out.');
  // Nobody chose a feature that needs the number of trades.
  expect(text).not.toContain('has no number of trades');
});

test('each family says what it is about and how many of its features are read', () => {
  const text = readText(renderList({ chosen: ['ret_1', 'clock_sin_5', 'clock_cos_5'] }));
  expect(text).toMatch(/Price 1 of 6 How far price/);
  expect(text).toMatch(/Clock 2 of 10 The time/);
  expect(text).toMatch(/Order flow 0 of 12/);
});

test('a preset is told by its features, another choice is one of its own', () => {
  expect(readText(renderList({}))).toContain('a good start');
  expect(renderList({})).not.toContain('value="own"');
  const own = renderList({ chosen: ['ret_1'] });
  expect(own).toMatch(/value="own"[^>]* checked/);
  expect(readText(own)).toContain('Your own choice.');
});

test('further columns are ticked only after the check for knowledge of the future', () => {
  const chosen = ['ret_1', 'mood', 'late'];
  const extras = ['mood', 'late'];
  const before = readTicks(renderList({ extras, chosen })).slice(-2);
  expect(namesOf(before)).toEqual(['mood (not checked)', 'late (not checked)']);
  const after = readTicks(renderList({ extras, chosen, usable: ['mood'] })).slice(-2);
  expect(after).toEqual([
    { name: 'mood', isOn: true, isPossible: true },
    { name: 'late (locked)', isOn: false, isPossible: false },
  ]);
});

test('look-back and lost bars are those of the features that are read', () => {
  const first = Date.UTC(2024, 0, 1);
  const minute = 60_000;
  // Two bars, of which each is a stretch of its own.
  const markup = renderList({
    chosen: ['ret_240', 'ret_1'],
    gaps: [{ from: first + minute, to: first + minute, missingBars: 0 }],
  });
  expect(readFigures(markup, 'look-back')).toEqual(['240']);
  expect(readFigures(markup, 'bars-lost')).toEqual(['2']);
  expect(readFigures(markup, 'features')).toEqual(['2']);
});

test('a choice of nothing is refused in words', () => {
  expect(renderList({ chosen: [] })).toMatch(
    /role="alert"[^>]*>A model needs at least one feature/,
  );
});
