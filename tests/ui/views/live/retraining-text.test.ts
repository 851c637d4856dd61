import { expect, test } from 'vitest';
import type { RetrainingStatus } from '../../../../src/state/retraining.svelte';
import { describeRetraining } from '../../../../src/ui/views/live/retraining-text';
import { makeAccount } from '../../../state/live/fake-live';

const account = makeAccount({ name: 'New' });
const cases: readonly (readonly [RetrainingStatus, string])[] = [
  [{ kind: 'idle' }, ''],
  [
    { kind: 'downloading', symbol: 'BTCUSDT' },
    'Step 1 of 3: fetching the newest 90 days of BTCUSDT…',
  ],
  [{ kind: 'training', symbol: 'BTCUSDT' }, 'Step 2 of 3: training; trading goes on meanwhile…'],
  [
    { kind: 'opening-account', symbol: 'BTCUSDT' },
    'Step 3 of 3: opening an account for the new model…',
  ],
  [{ kind: 'cancelled' }, 'Cancelled; trading was not touched.'],
  [{ kind: 'failed', message: 'The disk is full.' }, 'The disk is full.'],
  [{ kind: 'done', account }, 'Done: New trades beside the champion.'],
];

test.each(cases)('%o is said in a sentence', (status, text) => {
  expect(describeRetraining(status)).toBe(text);
});
