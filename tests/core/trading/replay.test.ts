import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createReplay, type ReplayFrame } from '../../../src/core/trading/replay';
import type { TradingSettings } from '../../../src/core/trading/settings';
import { makeBars, plainSettings, readProbabilities, runEngine } from './engine-scenario';

const letters = 'L..S..LL....S.L...SSS.?.L...';
const barCount = letters.length;
const bars = makeBars(letters.split('').map((_, index) => 100 + 10 * Math.sin(index)));
const probability = Float32Array.from(readProbabilities(letters));
const range = { start: 0, end: barCount };

function open(settings: TradingSettings = plainSettings) {
  return createReplay({ bars, probability, range, settings });
}

/** What a page keeps: equity and trades, begun anew at a reset. */
function collect() {
  let equity: number[] = [];
  let trades: unknown[] = [];
  return {
    take(frame: ReplayFrame) {
      if (frame.isReset) [equity, trades] = [[], []];
      expect(frame.equityFrom).toBe(equity.length);
      equity.push(...frame.equity);
      trades.push(...frame.trades);
      expect(equity).toHaveLength(frame.playhead);
    },
    show: () => ({ equity, trades }),
  };
}

test('frames add up to one run of the engine', () => {
  const replay = open();
  const page = collect();
  for (const count of [0, 1, 5, 0, 7, 100]) {
    replay.advance(count);
    page.take(replay.frame());
  }
  const engine = runEngine(bars, probability, plainSettings);
  expect(replay.isAtEnd()).toBe(true);
  expect(page.show().trades).toEqual(engine.trades);
  expect(page.show().equity.at(-1)).toBe(engine.record.equity);
  expect(replay.frame().positions).toEqual(engine.positions);
});

test('any way to a playhead leaves the page with the same equity, trades and figures', () => {
  const actions = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('advance' as const), by: fc.integer({ min: 0, max: 9 }) }),
      fc.record({ kind: fc.constant('seek' as const), to: fc.integer({ min: -3, max: 40 }) }),
      fc.record({ kind: fc.constant('configure' as const), feeBps: fc.constantFrom(0, 10) }),
      fc.record({ kind: fc.constant('restart' as const) }),
      fc.record({ kind: fc.constant('frame' as const) }),
    ),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(actions, (steps) => {
      const replay = open();
      const page = collect();
      let settings = plainSettings;
      for (const action of steps) {
        if (action.kind === 'advance') replay.advance(action.by);
        else if (action.kind === 'seek') replay.seek(action.to);
        else if (action.kind === 'restart') replay.restart();
        else if (action.kind === 'frame') page.take(replay.frame());
        else {
          settings = { ...plainSettings, feeBps: action.feeBps };
          replay.configure(settings);
        }
      }
      const last = replay.frame();
      page.take(last);
      const direct = open(settings);
      direct.advance(last.playhead);
      const { equity, trades, performance } = direct.frame();
      expect(page.show()).toEqual({ equity: [...equity], trades });
      expect(last.performance).toEqual(performance);
    }),
  );
});

test('a playhead that is no number is refused and changes nothing', () => {
  const replay = open();
  replay.advance(5);
  expect(() => replay.seek(NaN)).toThrow('replay: playhead must be a number, was NaN');
  expect(replay.playhead()).toBe(5);
});

test('a frame after nothing new is empty and no reset', () => {
  const replay = open();
  replay.advance(10);
  expect(replay.frame()).toMatchObject({ isReset: true, equityFrom: 0, playhead: 10 });
  const again = replay.frame();
  expect(again).toMatchObject({ isReset: false, equityFrom: 10, playhead: 10, trades: [] });
  expect(again.equity).toHaveLength(0);
});

test('in-sample bars are shown, but never traded nor counted', () => {
  const outOfSampleStart = 8;
  const replay = createReplay({
    bars,
    probability,
    range,
    outOfSampleStart,
    settings: plainSettings,
  });
  replay.advance(7);
  const inSample = replay.frame();
  expect([...inSample.equity]).toEqual(new Array(7).fill(10_000));
  expect(inSample.now).toMatchObject({ signal: 'LONG', price: bars.close[6] });
  expect(inSample.performance).toMatchObject({ bars: 0, trades: 0 });
  replay.advance(100);
  const all = replay.frame();
  expect(all.performance.bars).toBe(barCount - outOfSampleStart);
  const direct = createReplay({
    bars,
    probability,
    range: { start: outOfSampleStart, end: barCount },
    settings: plainSettings,
  });
  direct.advance(100);
  const { performance, trades } = direct.frame();
  expect(all.performance).toEqual(performance);
  expect(all.trades).toEqual(trades);
});

test('now tells the signal, confidence, size and price of the last seen bar', () => {
  const replay = open({ ...plainSettings, minConfidence: 0.5 });
  replay.advance(1);
  const { now } = replay.frame();
  expect(now.signal).toBe('LONG');
  expect(now.confidence).toBeCloseTo(0.5, 6);
  expect(now.positionSize).toBe(1000);
  expect(now.price).toBe(100);
});

test('before the first bar there is no opinion and the whole capital', () => {
  const { now, performance, equity } = open().frame();
  expect(now).toEqual({
    signal: 'NEUTRAL',
    probability: NaN,
    confidence: NaN,
    positionSize: 0,
    price: NaN,
  });
  expect(performance.equity).toBe(10_000);
  expect(equity).toHaveLength(0);
});

test('refused settings leave the replay as it was', () => {
  const replay = open();
  replay.advance(12);
  const before = replay.frame();
  expect(() => replay.configure({ ...plainSettings, capital: 0 })).toThrow(
    'capital must be a number from 100',
  );
  expect(replay.frame()).toMatchObject({
    isReset: false,
    playhead: 12,
    performance: before.performance,
  });
});
