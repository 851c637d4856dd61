import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { describeShape, type ColumnMapping, type MappingQuestion } from '../../src/core/import';
import { RememberedMappings } from '../../src/state/remembered-mappings.svelte';

const stored = new Map<string, string>();
beforeEach(() => {
  stored.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  });
});
afterEach(() => void vi.unstubAllGlobals());

const whole: Required<ColumnMapping> = {
  columns: {
    openTime: 0,
    open: 2,
    high: 3,
    low: 4,
    close: 5,
    volume: 6,
    quoteVolume: 7,
    tradeCount: 8,
    takerBuyBase: 9,
    takerBuyQuote: 10,
  },
  symbol: 11,
  series: [12, 13],
  time: {
    encoding: { kind: 'since-midnight', date: 1_704_067_200_000, unit: 'ms' },
    zone: 'America/New_York',
    moment: 'close',
    isLocalDate: false,
  },
  timeOfDay: 1,
  decimal: ',',
  priceDivisor: 10_000,
  volumeFactor: 100,
  closed: 15,
  extras: [14],
};

function ask(file: string, column = 'time'): MappingQuestion {
  return {
    kind: 'map-columns',
    file,
    columns: [{ name: column, kind: 'text' }],
    rows: [],
    readings: [{ mapping: whole, label: '', evidence: [] }],
    reasons: [],
  };
}

test('an answer is there after a reload, with all its fields', () => {
  new RememberedMappings().remember(ask('a.csv'), whole);
  expect(new RememberedMappings().current).toEqual([
    { shape: describeShape(ask('b.csv')), file: 'a.csv', mapping: whole },
  ]);
});

test('a later answer to the same question takes the place of the earlier one', () => {
  const remembered = new RememberedMappings();
  remembered.remember(ask('a.csv'), whole);
  remembered.remember(ask('b.csv'), { ...whole, decimal: '.' });
  expect(remembered.current.map(({ file }) => file)).toEqual(['b.csv']);
});

test('a bounded number is kept, the latest', () => {
  const remembered = new RememberedMappings();
  for (let turn = 0; turn < 50; turn++) remembered.remember(ask(`${turn}`, `c${turn}`), whole);
  expect(remembered.current).toHaveLength(30);
  expect(new RememberedMappings().current[0].file).toBe('49');
});

test('what is stored and is no mapping is not used', () => {
  stored.set(
    'tabquant.mappings',
    JSON.stringify([{ shape: '', file: '', mapping: { extras: [-1] } }]),
  );
  expect(new RememberedMappings().current).toEqual([]);
});
