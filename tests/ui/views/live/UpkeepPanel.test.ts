import { render } from 'svelte/server';
import { expect, test } from 'vitest';
import type { ModelUpkeep } from '../../../../src/live/upkeep/drift';
import type {
  RetrainingState,
  RetrainingStatus,
} from '../../../../src/state/live/retraining.svelte';
import UpkeepPanel from '../../../../src/ui/views/live/upkeep/UpkeepPanel.svelte';
import { makeUpkeep } from './make-upkeep';

function renderPanel({
  upkeep = undefined as ModelUpkeep | undefined,
  status = { kind: 'idle' } as RetrainingStatus,
  hasModel = true,
} = {}): string {
  const isRunning = 'symbol' in status;
  const retraining = { status, isRunning, fraction: 0.5 } as unknown as RetrainingState;
  const onRetrain = hasModel ? () => undefined : undefined;
  return render(UpkeepPanel, { props: { upkeep, retraining, onRetrain } }).body;
}

test('before anything is known it says when that will be', () => {
  expect(renderPanel()).toContain('shows here once it is connected');
});

test('verdict, age, scores and the calibration of live bars and test block show together', () => {
  const body = renderPanel({ upkeep: makeUpkeep() });
  expect(body).toContain('As expected');
  expect(body).toContain('3 days');
  expect(body).toMatch(/data-metric="live-riseFraction" data-value="0\.49"/);
  expect(body).toMatch(/data-metric="live-ece" data-value="0\.02"/);
  expect(body).toContain('predicted 0.510 came true 0.490');
});

test('each shift shows with the limit that it must exceed', () => {
  const text = renderPanel({ upkeep: makeUpkeep() }).replace(/<[^>]*>/g, '');
  expect(text).toMatch(/vol_20\s*1\.30\s*limit 0\.90/);
});

test('without a live label there is no curve to draw', () => {
  expect(renderPanel({ upkeep: makeUpkeep({ labels: 0 }) })).not.toContain('Reliability curve');
});

test('a retraining that runs can be cancelled, and no second one started', () => {
  const body = renderPanel({ status: { kind: 'training', symbol: 'BTCUSDT' } });
  expect(body).toContain('Step 2 of 3');
  expect(body).toContain('Cancel');
  expect(body).not.toContain('Retrain on the newest');
});

test('a failure is said, and another try is offered', () => {
  const body = renderPanel({ status: { kind: 'failed', message: 'No host could be reached.' } });
  expect(body).toContain('No host could be reached.');
  expect(body).toContain('Retrain on the newest 90 days');
});

test('without a model in view nothing can be retrained', () => {
  expect(renderPanel({ hasModel: false })).toMatch(/<button[^>]*disabled/);
});
