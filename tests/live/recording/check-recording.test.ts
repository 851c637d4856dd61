import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createPaperSession, type PaperInput } from '../../../src/live/session';
import { openPaperAccount } from '../../../src/live/paper/trade-account';
import type { RecordingHeader } from '../../../src/live/recording/recording';
import { checkRecording } from '../../../src/live/recording/replay';
import { createRecorder } from '../../../src/live/recording/recorder';
import type { RecordingProgress } from '../../../workers/api/live';
import { noFaults, simulateExchange } from '../market/simulated-exchange';
import { makeLiveAccount, makeLiveModel } from '../scene/make-model';

const model = makeLiveModel('m1', 5).desk;
const simulation = simulateExchange(3, 200, noFaults);
const [{ at }] = simulation.inputs;
const header: RecordingHeader = {
  format: 'tabquant-recording',
  version: 2,
  session: { symbols: ['BTCUSDT'], intervalMs: 60_000, historyBars: 50, seed: 3 },
  watch: { BTCUSDT: 'm1' },
  accounts: [openPaperAccount(makeLiveAccount({ createdAt: at }), 60_000)],
};
const refuse = (id: string) => Promise.reject(new Error(`no ${id}`));

/** Runs the session as the live runner does; the models come first. */
async function recordSession(): Promise<readonly string[]> {
  const recorder = createRecorder(header, () => true);
  const paper = createPaperSession({ ...header, models: [] });
  const inputs: readonly PaperInput[] = [{ kind: 'model', at, model }, ...simulation.inputs];
  for (const input of inputs) {
    recorder.take(input);
    recorder.note(paper.take(input));
  }
  return recorder.write();
}

const lines = await recordSession();
const editLine = (number: number, from: RegExp, to: string): string =>
  lines.map((line, index) => (index === number - 1 ? line.replace(from, to) : line)).join('');

test('a recording runs to the trades of its live session, and says so by their hash', async () => {
  const stages: RecordingProgress['stage'][] = [];
  const report = await checkRecording(lines.join(''), refuse, ({ stage }) => stages.push(stage));
  expect(report).toMatchObject({
    verdict: 'equal',
    symbols: ['BTCUSDT'],
    inputs: simulation.inputs.length + 1,
    bars: 250,
    from: at,
    accounts: [{ id: 'champion', name: 'Champion', symbol: 'BTCUSDT' }],
  });
  const [{ trades, sha256, recorded }] = report.accounts;
  expect(trades).toBeGreaterThan(10);
  expect(recorded).toBe(sha256);
  expect(stages).toContain('running');
});

test('the hash is the SHA-256 of the trades with their fields in the order of their names', async () => {
  const empty = { ...header, version: 1 as const, watch: {} };
  const { accounts } = await checkRecording(`${JSON.stringify(empty)}\n`, () =>
    Promise.resolve(model),
  );
  expect(accounts[0].sha256).toBe(createHash('sha256').update('[]').digest('hex'));
});

test('a recording in which anything was changed that trades depend on is told as different', async () => {
  const other = editLine(1, /"holdBars":4/g, '"holdBars":5');
  const report = await checkRecording(other, refuse);
  expect(report.verdict).toBe('different');
  expect(report.accounts[0].recorded).not.toBe(report.accounts[0].sha256);
});

test('an account that the footer has and the session does not is a difference', async () => {
  const trades = '"trades":{"ghost":{"count":0,"sha256":"0"},';
  const report = await checkRecording(editLine(lines.length, /"trades":\{/, trades), refuse);
  expect(report.verdict).toBe('different');
});

test('a recording of version 1 runs with the models of the library, and nobody can tell', async () => {
  const old = [lines[0].replace('"version":2', '"version":1'), ...lines.slice(2, -1)].join('');
  const report = await checkRecording(old, () => Promise.resolve(model));
  expect(report.verdict).toBe('unknown');
  expect(report.accounts[0].recorded).toBeUndefined();
  await expect(checkRecording(old, refuse)).rejects.toMatchObject({
    name: 'RecordingError',
    message: expect.stringContaining('m1 (no m1)') as string,
  });
});
