import type { Trade } from '../../../src/core/trading/positions';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { choose } from '../../../src/core/trading/choice';
import { perpetual } from '../../../src/core/trading/instruments/perpetual';
import { createLiveSession, type LiveInput } from '../../../src/live/session';
import { openPaperAccount } from '../../../src/live/paper/account';
import type { RecordingHeader } from '../../../src/live/recording/recording';
import { checkRecording, hashTrades } from '../../../src/live/recording/replay';
import { createRecorder } from '../../../src/live/recording/recorder';
import type { RecordingProgress } from '../../../workers/api/live';
import { noFaults, simulateExchange } from '../market/simulated-exchange';
import { makeLiveAccount, makeLiveModel } from '../scene/make-model';

const model = makeLiveModel('m1', 5).network;
const simulation = simulateExchange(3, 200, noFaults);
const [{ at }] = simulation.inputs;
const header: RecordingHeader = {
  format: 'tabquant-recording',
  version: 3,
  session: { symbols: ['BTCUSDT'], intervalMs: 60_000, historyBars: 50, seed: 3 },
  watch: { BTCUSDT: 'm1' },
  accounts: [openPaperAccount(makeLiveAccount({ createdAt: at }), 60_000)],
};

/** Runs the session as the live runner does; the models come first. */
async function recordSession(started = header): Promise<readonly string[]> {
  const recorder = createRecorder(started, () => true);
  const session = createLiveSession({ ...started, connection: started.session });
  const inputs: readonly LiveInput[] = [{ kind: 'model', at, model }, ...simulation.inputs];
  for (const input of inputs) {
    recorder.take(input);
    recorder.note(session.take(input));
  }
  return recorder.write();
}

const lines = await recordSession();
const editLine = (number: number, from: RegExp, to: string): string =>
  lines.map((line, index) => (index === number - 1 ? line.replace(from, to) : line)).join('');

test('a recording runs to the trades of its live session, and says so by their hash', async () => {
  const stages: RecordingProgress['stage'][] = [];
  const report = await checkRecording(lines.join(''), ({ stage }) => stages.push(stage));
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
  const trades = [{ quantity: 2, entryPrice: 1 }] as unknown as readonly Trade[];
  const text = '[{"entryPrice":1,"quantity":2}]';
  expect(await hashTrades(trades)).toBe(createHash('sha256').update(text).digest('hex'));
});

test('a recording in which anything was changed that trades depend on is told as different', async () => {
  const other = editLine(1, /"bars":4/g, '"bars":5');
  const report = await checkRecording(other);
  expect(report.verdict).toBe('different');
  expect(report.accounts[0].recorded).not.toBe(report.accounts[0].sha256);
});

test('an account that the footer has and the session does not is a difference', async () => {
  const trades = '"trades":{"ghost":{"count":0,"sha256":"0"},';
  const report = await checkRecording(editLine(lines.length, /"trades":\{/, trades));
  expect(report.verdict).toBe('different');
});

test('funding rates that a session knew are in its recording, and change what comes of it', async () => {
  const settings = {
    ...makeLiveAccount().settings,
    instrument: choose(perpetual, { leverage: 2, fundingBps: 0 }),
  };
  const account = openPaperAccount(makeLiveAccount({ createdAt: at, settings }), 60_000);
  // One a minute, so that some position is held at one.
  const time = Array.from({ length: 400 }, (_, row) => (Math.floor(at / 60_000) + row) * 60_000);
  const funding = { BTCUSDT: { time, rate: time.map(() => 0.001) } };
  const written = await recordSession({ ...header, funding, accounts: [account] });
  expect(await checkRecording(written.join(''))).toMatchObject({ verdict: 'equal' });
  const [first, ...rest] = written;
  const other = first.replaceAll(',0.001', ',0.002') + rest.join('');
  expect(await checkRecording(other)).toMatchObject({ verdict: 'different' });
});
