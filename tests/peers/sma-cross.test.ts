import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Bars } from '../../src/core/bars/bars';
import { noDecisions } from '../../src/core/import';
import { choose } from '../../src/core/trading/choice';
import { createEngine, stepThrough } from '../../src/core/trading/engine';
import { holdExit } from '../../src/core/trading/exits/hold';
import { oppositeSignalExit } from '../../src/core/trading/exits/opposite-signal';
import { stopLossExit } from '../../src/core/trading/exits/stop-loss';
import { defaultTradingSettings, putExit } from '../../src/core/trading/settings';
import { fixedSizing } from '../../src/core/trading/sizing/fixed';
import { smaCross } from '../../src/core/trading/strategies/sma-cross';
import { importFiles } from '../../src/feeds/import-files';
import { hasRealData, readRealFile, realDataPath, skipNote } from '../feeds/real-data';

// The system's Python, which has Debian's packages; another one on the PATH may not.
const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
const hasPandas = spawnSync(python, ['-c', 'import pandas']).status === 0;
const note = hasPandas ? skipNote : ' (skipped: python3 has no pandas)';

interface PeerTrade {
  readonly side: 1 | -1;
  readonly entryTime: number;
  /** Open time of the bar of the exit. */
  readonly exitTime: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  readonly exitReason: string;
  readonly pnl: number;
}

/** What both are told. */
interface Run {
  readonly month: string;
  readonly fast: number;
  readonly slow: number;
  readonly feeBps: number;
  readonly slippageBps: number;
  readonly stopBps?: number;
}

const capital = 1_000_000;
/** Dollars of each position. */
const stake = 1000;

function runPeer({ month, fast, slow, feeBps, slippageBps, stopBps }: Run): readonly PeerTrade[] {
  const numbers = [
    fast,
    slow,
    feeBps,
    slippageBps,
    stake,
    ...(stopBps === undefined ? [] : [stopBps]),
  ];
  const { status, stdout, stderr } = spawnSync(
    python,
    [join(import.meta.dirname, 'sma_cross.py'), archiveOf(month), ...numbers.map(String)],
    { encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (status !== 0) throw new Error(`peer: ${stderr}`);
  return JSON.parse(stdout) as readonly PeerTrade[];
}

function archiveOf(month: string): string {
  return realDataPath(nameArchive(month));
}

function nameArchive(month: string): string {
  return `btcusdt-spot/BTCUSDT-1m-${month}.zip`;
}

async function readBars(month: string): Promise<Bars> {
  const file = readRealFile(nameArchive(month));
  const result = await importFiles([file], noDecisions, () => undefined, {
    parquetWasm: new Uint8Array(),
  });
  if (result.kind !== 'bars') throw new Error(`${file.name} asks something`);
  return result.imports[0].bars;
}

function runEngine(bars: Bars, run: Run): readonly PeerTrade[] {
  const { fast, slow, feeBps, slippageBps, stopBps } = run;
  const exits = [choose(holdExit, { bars: 10_000 }), choose(oppositeSignalExit)];
  const settings = {
    ...defaultTradingSettings,
    strategy: choose(smaCross, { fast, slow }),
    capital,
    sizing: choose(fixedSizing, { fraction: stake / capital }),
    exits: stopBps === undefined ? exits : putExit(exits, choose(stopLossExit, { bps: stopBps })),
    feeBps,
    slippageBps,
  };
  const state = createEngine(settings, bars.intervalMs);
  stepThrough(state, bars, [], { start: 0, end: bars.openTime.length });
  return state.trades.map(({ side, entryTime, exitIndex, exitReason, ...prices }) => {
    const { entryPrice, exitPrice, pnl } = prices;
    const exitTime = bars.openTime[exitIndex];
    return { side, entryTime, exitTime, entryPrice, exitPrice, exitReason, pnl };
  });
}

const runs: readonly Run[] = [
  { month: '2024-01', fast: 20, slow: 60, feeBps: 10, slippageBps: 1 },
  { month: '2024-01', fast: 20, slow: 60, feeBps: 10, slippageBps: 1, stopBps: 30 },
  { month: '2024-02', fast: 7, slow: 25, feeBps: 5, slippageBps: 2, stopBps: 10 },
  // With bars that are missing.
  { month: '2023-03', fast: 50, slow: 200, feeBps: 7.5, slippageBps: 1, stopBps: 50 },
];

test.skipIf(!hasRealData || !hasPandas).each(runs)(
  `an SMA cross of $fast and $slow bars in $month, stop $stopBps bps, trades as a backtest in pandas${note}`,
  async (run) => {
    const theirs = runPeer(run);
    const ours = runEngine(await readBars(run.month), run);
    expect(theirs.length).toBeGreaterThan(100);
    const told = ({ side, entryTime, exitTime, exitReason }: PeerTrade) =>
      [side, entryTime, exitTime, exitReason] as const;
    expect(ours.map(told)).toEqual(theirs.map(told));
    for (const [row, trade] of ours.entries()) {
      const peer = theirs[row];
      expect(Math.abs(trade.entryPrice / peer.entryPrice - 1)).toBeLessThan(1e-9);
      expect(Math.abs(trade.exitPrice / peer.exitPrice - 1)).toBeLessThan(1e-9);
      // Relative to what was traded: a profit may be 0.
      expect(Math.abs(trade.pnl - peer.pnl) / stake).toBeLessThan(1e-9);
      if (Math.abs(peer.pnl) > 0.01) expect(Math.abs(trade.pnl / peer.pnl - 1)).toBeLessThan(1e-9);
    }
    const reasons = new Set(theirs.map(({ exitReason }) => exitReason));
    expect(reasons.has('stop-loss')).toBe(run.stopBps !== undefined);
    if (run.month === '2023-03') expect(reasons.has('gap')).toBe(true);
  },
);
