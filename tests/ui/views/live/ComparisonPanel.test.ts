import { render } from 'svelte/server';
import { expect, test } from 'vitest';
import ComparisonPanel from '../../../../src/ui/views/live/upkeep/ComparisonPanel.svelte';
import { makeAccount, makeReport } from '../../../state/live/fake-live';

const challenge = {
  champion: makeAccount(),
  challenger: makeAccount({ id: 'b', name: 'New', modelId: 'n', role: 'challenger' }),
};
const compared = { ...challenge, report: makeReport() };
const renderPanel = (props: Partial<Parameters<typeof ComparisonPanel>[1]>) =>
  render(ComparisonPanel, {
    props: { challenge, compared, onPromote: () => undefined, ...props },
  }).body;

test('both show side by side, with what the difference means and over which bars', () => {
  const body = renderPanel({});
  expect(body).toMatch(/data-metric="champion-pnl" data-value="100"/);
  expect(body).toMatch(/data-metric="challenger-pnl" data-value="200"/);
  expect(body).toContain(
    '100 bars that both traded, from 1970-01-01 00:00 to 1970-01-01 01:39 UTC.',
  );
  expect(body).toContain('cannot be compared');
});

test('until they are compared it says so', () => {
  expect(renderPanel({ compared: undefined })).toContain('Comparing BTCUSDT champion and New…');
});

test('accounts of another tab cannot be promoted here', () => {
  expect(renderPanel({})).not.toMatch(/<button[^>]*disabled/);
  expect(renderPanel({ onPromote: undefined })).toMatch(/<button[^>]*disabled/);
});
