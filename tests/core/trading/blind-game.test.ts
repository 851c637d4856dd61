import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  blindBars,
  createBlindGame,
  disguiseBars,
  drawStretch,
} from '../../../src/core/trading/blind-game';
import { choose } from '../../../src/core/trading/choice';
import { createEngine, stepThrough } from '../../../src/core/trading/engine';
import { defaultTradingSettings } from '../../../src/core/trading/settings';
import { holdExit } from '../../../src/core/trading/exits/hold';
import { perpetual } from '../../../src/core/trading/instruments/perpetual';
import { spot } from '../../../src/core/trading/instruments/spot';
import { fixedSizing } from '../../../src/core/trading/sizing/fixed';
import { buyAndHold } from '../../../src/core/trading/strategies/buy-and-hold';
import { smaCross } from '../../../src/core/trading/strategies/sma-cross';
import type { Side } from '../../../src/core/trading/strategies/strategy';
import { makeBars, minuteMs } from './engine-scenario';

const { shown, played } = blindBars;
const length = shown + played;
const free = { ...defaultTradingSettings, feeBps: 0, slippageBps: 0 };
const wave = makeBars(Array.from({ length }, (_, index) => 100 + 5 * Math.sin(index / 7)));
const asTheyAre = { bars: wave, probability: new Float64Array(length).fill(NaN), start: 0 };

/** Plays all bars; `wishes` are those of the first ones, after which nothing changes. */
function play(wishes: readonly Side[], { settings = free, seed = 1, source = asTheyAre } = {}) {
  const game = createBlindGame({ bars: wave, source, settings, seed });
  let wish: Side = 0;
  for (let at = 0; !game.isOver(); at++) game.decide((wish = wishes[at] ?? wish));
  return game;
}

describe('the stretch', () => {
  const bars = makeBars(
    Array.from({ length: 1000 }, () => 50),
    [400],
  );

  test('has no gap, is the same for the same seed, and is played in the range alone', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 800 }), (seed, start) => {
        const range = { start, end: 1000 };
        const stretch = drawStretch(bars, range, seed);
        if (stretch === undefined) throw new Error('there is one');
        expect(drawStretch(bars, range, seed)).toEqual(stretch);
        expect(stretch.end - stretch.start).toBe(length);
        expect(stretch.start + shown).toBeGreaterThanOrEqual(start);
        expect(stretch.end).toBeLessThanOrEqual(1000);
        expect(stretch.start >= 400 || stretch.end <= 400).toBe(true);
      }),
    );
  });

  test('every place is drawn, and there may be none', () => {
    const range = { start: 880, end: 1000 };
    expect(drawStretch(bars, range, 1)).toEqual({ start: 760, end: 1000 });
    expect(drawStretch(bars, { start: 881, end: 1000 }, 1)).toBeUndefined();
    const starts = Array.from(
      { length: 200 },
      (_, seed) => drawStretch(bars, { start: 878, end: 1000 }, seed)?.start,
    );
    expect(new Set(starts)).toEqual(new Set([758, 759, 760]));
  });

  test('times and prices give nothing away', () => {
    const disguised = disguiseBars(wave, { start: 0, end: length });
    expect(disguised.close[shown - 1]).toBeCloseTo(100, 12);
    expect(disguised.openTime[0]).toBe(Date.UTC(2000, 0, 1));
    expect(disguised.openTime[5] - disguised.openTime[4]).toBe(minuteMs);
    expect(disguised.high[7] / disguised.low[7]).toBeCloseTo(wave.high[7] / wave.low[7], 12);
    // Ten times the price and a year later is the same stretch.
    const other = {
      ...wave,
      openTime: wave.openTime.map((time) => time + 365 * 86_400_000),
      open: wave.open.map((price) => 10 * price),
      high: wave.high.map((price) => 10 * price),
      low: wave.low.map((price) => 10 * price),
      close: wave.close.map((price) => 10 * price),
    };
    const again = disguiseBars(other, { start: 0, end: length });
    expect(again.openTime).toEqual(disguised.openTime);
    again.close.forEach((price, at) => expect(price).toBeCloseTo(disguised.close[at], 9));
  });
});

describe('the game', () => {
  test('a long position is bought at the next open and counts at the last close', () => {
    const { scores, bars } = play([1]).result();
    const bought = wave.open[shown];
    expect(bars).toBe(played + 1);
    expect(scores.person.entries).toBe(1);
    expect(scores.person.returnFraction).toBeCloseTo(wave.close[length - 1] / bought - 1, 12);
  });

  test('flat sells at the next open; what is held after that earns nothing', () => {
    const { scores } = play([1, 1, 1, 0]).result();
    // Decided at the closes of bars shown - 1 and shown + 2, filled at the opens after them.
    expect(scores.person.returnFraction).toBeCloseTo(
      wave.open[shown + 3] / wave.open[shown] - 1,
      12,
    );
  });

  test('turning pays the costs of both sides, and fees are told', () => {
    const settings = { ...free, feeBps: 10 };
    const { scores } = play([1, -1, 0], { settings }).result();
    expect(scores.person.entries).toBe(2);
    // About $10,000 bought, sold, sold short and bought back: four times 10 bps.
    expect(scores.person.feesPaid).toBeGreaterThan(39);
    expect(scores.person.feesPaid).toBeLessThan(41);
  });

  test('who never trades keeps the capital, as does the coin, without an interval around nothing', () => {
    const { scores, ahead } = play([]).result();
    expect(scores.person).toEqual({ returnFraction: 0, entries: 0, feesPaid: 0 });
    expect(scores.coin).toEqual(scores.person);
    expect(ahead.coin).toEqual({ value: 0, ci: [0, 0] });
  });

  test('the coin trades when the person does, on one side or the other', () => {
    const results = Array.from({ length: 40 }, (_, seed) => play([1], { seed }).result());
    for (const { scores } of results) {
      expect(scores.coin.entries).toBe(1);
      expect(Math.abs(scores.coin.returnFraction)).toBeGreaterThan(0);
    }
    const alike = results.filter(
      ({ scores }) => scores.coin.returnFraction === scores.person.returnFraction,
    );
    expect(alike.length).toBeGreaterThan(5);
    expect(alike.length).toBeLessThan(35);
    for (const { ahead } of alike) expect(ahead.coin.value).toBe(0);
  });

  test('the model does what a run of the engine does', () => {
    const probability = Float64Array.from({ length }, (_, at) => 0.5 + 0.2 * Math.sin(at / 3));
    const { scores } = play([], { source: { ...asTheyAre, probability } }).result();
    const settings = { ...free, sizing: choose(fixedSizing, { fraction: 1 }) };
    const engine = createEngine(settings, minuteMs);
    stepThrough(engine, wave, probability, { start: shown - 1, end: length });
    expect(engine.trades.length).toBeGreaterThan(3);
    expect(scores.model.entries).toBe(engine.trades.length + engine.positions.length);
    expect(10_000 * (1 + scores.model.returnFraction)).toBeCloseTo(engine.record.equity, 9);
  });

  test('the model may look back before the stretch, and earns the same on prices of any scale', () => {
    const before = 300;
    const price = (index: number) => 100 + 5 * Math.sin((index - before) / 7);
    const long = makeBars(Array.from({ length: before + length }, (_, index) => price(index)));
    const tenfold = {
      ...long,
      open: long.open.map((value) => 10 * value),
      high: long.high.map((value) => 10 * value),
      low: long.low.map((value) => 10 * value),
      close: long.close.map((value) => 10 * value),
    };
    const strategy = choose(smaCross, { fast: 5, slow: 200 });
    const settings = { ...free, strategy };
    const source = { bars: long, probability: new Float64Array(), start: before };
    const { model } = play([], { settings, source }).result().scores;
    expect(model.entries).toBeGreaterThan(1);
    expect(play([], { settings }).result().scores.model.entries).toBeLessThan(model.entries);
    const other = play([], { settings, source: { ...source, bars: tenfold } }).result().scores
      .model;
    expect(other.returnFraction).toBeCloseTo(model.returnFraction, 9);
  });

  test('perpetual futures pay what funding was at the time of the bars, whatever their times are disguised as', () => {
    const hourMs = 3_600_000;
    const start = Date.UTC(2024, 2, 5, 5);
    const times = Array.from({ length }, (_, at) => start + at * hourMs);
    const hours = { ...wave, intervalMs: hourMs, openTime: Float64Array.from(times) };
    // Of 08:00 on each day a file tells 10 bps; of 00:00 and 16:00 nothing is known: 2 bps.
    const time = times.filter((one) => new Date(one).getUTCHours() === 8);
    const funding = { time, rate: time.map(() => 0.001) };
    const silent = times.filter((one) => new Date(one).getUTCHours() % 16 === 0);
    const bars = disguiseBars(hours, { start: 0, end: length });
    const settings = {
      ...free,
      strategy: choose(buyAndHold),
      exits: [choose(holdExit, { bars: holdExit.fields[0].max })],
      instrument: choose(perpetual, { leverage: 5, fundingBps: 2 }),
    };
    const game = (instrument = settings.instrument) => {
      const source = { ...asTheyAre, bars: { ...hours, funding } };
      const played = createBlindGame({
        bars,
        source,
        settings: { ...settings, instrument },
        seed: 1,
      });
      while (!played.isOver()) played.decide(1);
      return played.result().scores;
    };
    const bought = times[shown];
    const paidAt = (moments: readonly number[], rate: number): number =>
      moments
        .filter((one) => one > bought)
        .reduce((sum, one) => sum + rate * wave.open[times.indexOf(one)], 0);
    const paid = (paidAt(time, 0.001) + paidAt(silent, 0.0002)) / wave.open[shown];
    expect(paid).toBeGreaterThan(0.005);
    const { person, model } = game();
    expect(game(choose(spot)).person.returnFraction - person.returnFraction).toBeCloseTo(paid, 10);
    expect(model.returnFraction).toBeCloseTo(person.returnFraction, 10);
  });

  test('differences are those of the scores, within their intervals', () => {
    const wishes = fc.array(fc.constantFrom<Side>(1, -1, 0), { maxLength: 60 });
    fc.assert(
      fc.property(wishes, fc.integer(), (sides, seed) => {
        const { scores, ahead } = play(sides, { seed }).result();
        const { value, ci } = ahead.coin;
        expect(value).toBeCloseTo(scores.person.returnFraction - scores.coin.returnFraction, 9);
        expect(ci[0]).toBeLessThanOrEqual(value);
        expect(ci[1]).toBeGreaterThanOrEqual(value);
      }),
      { numRuns: 15 },
    );
  });
});
