import { expect, test } from 'vitest';
import { describeAdded, describeFunding } from '../../src/state/message';
import { makeDatasetInfo } from './make-dataset-info';

const btc = makeDatasetInfo({ id: 'btc', name: 'Bitcoin', symbol: 'BTCUSDT' });
const eth = makeDatasetInfo({ id: 'eth', name: 'Ether', symbol: 'ETHUSDT' });

test('what was added is named', () => {
  expect(describeAdded([btc], [])).toBe('Added Bitcoin.');
  expect(describeAdded([btc, eth], [])).toBe('Added 2 datasets: BTCUSDT, ETHUSDT.');
});

test('bars that were here already are not said to be new', () => {
  expect(describeAdded([btc], [btc])).toBe('These bars were here already, as Bitcoin.');
  expect(describeAdded([btc, eth], [eth, btc])).toBe('These 2 datasets were here already.');
  expect(describeAdded([btc, eth], [btc])).toContain('Added 2 datasets');
});

test('funding rates are said to be kept, or why they are not', () => {
  expect(describeFunding([])).toBe('');
  expect(
    describeFunding([
      { symbol: 'BTCUSDT', rates: 1095, datasets: 1 },
      { symbol: 'ETHUSDT', rates: 3, datasets: 0 },
    ]),
  ).toBe(
    'Kept 1,095 funding rates with the dataset of BTCUSDT. ' +
      'The funding rates of ETHUSDT were not kept: there are no bars of ETHUSDT. ' +
      'Import bars of the same symbol first, or both together.',
  );
});
