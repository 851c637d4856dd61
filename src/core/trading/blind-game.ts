import { type BarIndex, type BarRange, type Bars, sliceBars } from '../bars/bars';
import { type FundingRates, listFundings } from '../bars/funding-rates';
import { findSegments } from '../bars/gaps';
import { estimateByDays, resampleDays, sumDrawn } from '../metrics/bootstrap';
import { computeTotalReturn } from '../metrics/risk';
import { computeMean, type Estimate } from '../metrics/statistics';
import { createRandom } from '../random';
import { createBarWalk } from './bar-walk';
import { choose } from './choice';
import { closeBar, createEngine, decideBar, type EngineState, openBar } from './engine';
import { holdExit } from './exits/hold';
import { oppositeSignalExit } from './exits/opposite-signal';
import { markEquity, type Position, type Trade } from './positions';
import type { TradedBars } from './finer-bars';
import { perpetual } from './instruments/perpetual';
import { spot } from './instruments/spot';
import { resolveRules } from './rules';
import { defaultTradingSettings, type TradingSettings } from './settings';
import { fixedSizing } from './sizing/fixed';
import type { Side } from './strategies/strategy';

/** Bars that are traded blind, and how many are shown before the first decision. */
export const blindBars = { shown: 120, played: 120 } as const;

/**
 * Returns a random stretch without a gap, `shown` bars and `played` ones after them; those that are played lie in `range`. Undefined
 * where there is none. The same seed gives the same stretch of the same bars.
 */
export function drawStretch(bars: Bars, range: BarRange, seed: number): BarRange | undefined {
  const { shown, played } = blindBars;
  const places = findSegments(bars).flatMap((segment) => {
    const start = Math.max(segment.start + shown, range.start);
    const count = Math.min(segment.end, range.end) - played - start + 1;
    return count > 0 ? [{ start, count }] : [];
  });
  const total = places.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return undefined;
  let place = createRandom(seed).below(total);
  for (const { start, count } of places) {
    if (place < count) return { start: start + place - shown, end: start + place + played };
    place -= count;
  }
  return undefined;
}

/** Open time of the first bar of a disguised stretch. */
const disguisedStart = Date.UTC(2000, 0, 1);

/**
 * Returns the bars of `stretch` so that nobody can look them up: times count from a fixed one, prices are scaled to 100 at the last bar
 * that is shown before the first decision, and volumes to 100 on average over the bars shown.
 */
export function disguiseBars(bars: Bars, stretch: BarRange): Bars {
  const { intervalMs, openTime, open, high, low, close, volume } = sliceBars(bars, stretch);
  const { shown } = blindBars;
  const price = 100 / close[shown - 1];
  const mean = computeMean(volume.subarray(0, shown));
  const scale = (values: Float64Array, by: number) => values.map((value) => value * by);
  return {
    intervalMs,
    openTime: openTime.map((_, at) => disguisedStart + at * intervalMs),
    open: scale(open, price),
    high: scale(high, price),
    low: scale(low, price),
    close: scale(close, price),
    volume: scale(volume, mean > 0 ? 100 / mean : 1),
  };
}

/** Who trades a stretch. */
export const blindPlayers = ['person', 'model', 'coin'] as const;
type BlindPlayer = (typeof blindPlayers)[number];

/** What a player did, after all costs; an open position counts at the last close. */
interface BlindScore {
  readonly returnFraction: number;
  /** Positions that were opened. */
  readonly entries: number;
  readonly feesPaid: number;
}

/** The scores of a stretch. */
export interface BlindResult {
  /** Bars that were played. */
  readonly bars: number;
  readonly scores: Readonly<Record<BlindPlayer, BlindScore>>;
  /**
   * How far the person is ahead, as a fraction of the capital, with a 95% interval: paired by bar, bars drawn in blocks of
   * `blockBars` on average (stationary bootstrap).
   */
  readonly ahead: Readonly<Record<Exclude<BlindPlayer, 'person'>, Estimate>>;
}

/** Mean length of a block of bars of an interval. */
export const blockBars = 10;

interface BlindGameOptions {
  /** Disguised. */
  readonly bars: Bars;
  /** The bars that they are made of, which the model trades: its strategy may look back before the stretch. */
  readonly source: {
    readonly bars: TradedBars;
    /** The model's P(rise) at each of them; NaN where it gives none. */
    readonly probability: ArrayLike<number>;
    /** The bar that is the first of the stretch. */
    readonly start: BarIndex;
  };
  /** Rules and costs of the model. */
  readonly settings: TradingSettings;
  /** Of the coin. */
  readonly seed: number;
}

/** A stretch that a person trades bar by bar, beside the model and a coin. */
export interface BlindGame {
  /** Bars before this one have closed. */
  playhead(): BarIndex;
  isOver(): boolean;
  /** Decides on the side at the close of the newest bar, which fills at the next open, and goes to the next bar; at the last one it ends. */
  decide(wish: Side): void;
  /** The person's account. */
  account(): {
    readonly equity: number;
    readonly trades: readonly Trade[];
    readonly positions: readonly Position[];
  };
  result(): BlindResult;
}

/**
 * Returns the game at its first decision. All three trade by the one engine with the same costs and the same size, all of the capital; with
 * perpetual futures all of it is margin, and they pay what funding was at the time of the bars that `bars` are made of.
 * The model decides by the strategy and the exits of `settings`. The coin trades when the person does: whenever the person orders a
 * side it tosses for one, and whenever the person orders flat it goes flat.
 */
export function createBlindGame({ bars, source, settings, seed }: BlindGameOptions): BlindGame {
  const { shown } = blindBars;
  const count = bars.openTime.length;
  const { feeBps, slippageBps } = settings;
  const { margin } = resolveRules(settings);
  const alike = {
    capital: defaultTradingSettings.capital,
    sizing: choose(fixedSizing, { fraction: 1 }),
    maxLeverage: 1,
    fillAt: 'next-open',
    maxPositions: 1,
    instrument:
      margin === undefined
        ? choose(spot)
        : choose(perpetual, { ...settings.instrument, leverage: 1 }),
  } as const;
  const byHand: TradingSettings = {
    ...defaultTradingSettings,
    ...alike,
    feeBps,
    slippageBps,
    exits: [choose(holdExit, { bars: holdExit.fields[0].max }), choose(oppositeSignalExit)],
    // Every payment is among those of the disguised times.
    ...(margin !== undefined && { instrument: choose(perpetual, { leverage: 1, fundingBps: 0 }) }),
  };
  const paying =
    margin === undefined
      ? bars
      : { ...bars, funding: disguiseFunding(bars, source, margin.fundingRate) };
  const seat = (own: TradingSettings, played: TradedBars = paying, start = 0) => {
    const rules = resolveRules(own);
    const walk = createBarWalk(played, start + shown - 1, rules);
    const state = createEngine(own, bars.intervalMs);
    return { state, rules, walk, start, equity: [] as number[] };
  };
  const seats = {
    person: seat(byHand),
    model: seat({ ...settings, ...alike }, source.bars, source.start),
    coin: seat(byHand),
  };
  const coin = createRandom(seed);
  let newest = shown - 1;
  let isOver = false;
  const open = (): void => {
    for (const player of blindPlayers) {
      const { state, rules, walk, start } = seats[player];
      walk.moveTo(start + newest);
      openBar(state, walk.bar, rules);
    }
  };
  const follow = (player: 'person' | 'coin', wish: Side): void => {
    const { state, rules, walk } = seats[player];
    const held = sideOf(state);
    if (wish === 0 && held !== 0) state.exitSide = held;
    closeBar(state, walk.bar, rules, wish === held ? 0 : wish, 1, 0.5);
  };
  open();
  return {
    playhead: () => newest + 1,
    isOver: () => isOver,
    decide(wish) {
      if (isOver) return;
      const { person, model } = seats;
      const isOrder = wish !== sideOf(person.state);
      const kept = sideOf(seats.coin.state);
      const toss = !isOrder ? kept : wish === 0 ? 0 : coin.uniform() < 0.5 ? 1 : -1;
      follow('person', wish);
      follow('coin', toss);
      const { state, rules, walk, start } = model;
      decideBar(state, walk.bar, source.probability[start + newest] ?? NaN, rules, walk.past);
      for (const player of blindPlayers) {
        const { equity, state: account } = seats[player];
        equity.push(account.record.equity);
      }
      isOver = newest + 1 >= count;
      if (isOver) return;
      newest++;
      open();
    },
    account() {
      const { state } = seats.person;
      return {
        equity: markEquity(state, bars.close[newest]),
        trades: [...state.trades],
        positions: [...state.positions],
      };
    },
    result: () => scoreGame(seats),
  };
}

/** Returns what funding was paid over the bars that disguised ones are made of, at the disguised times. */
function disguiseFunding(
  { openTime }: Bars,
  { bars, start }: BlindGameOptions['source'],
  constant: number,
): FundingRates {
  const [from, to] = [bars.openTime[start], bars.openTime[start + openTime.length - 1]];
  const { time, rate } = listFundings(constant, from, to, bars.funding);
  return { time: time.map((paidAt) => paidAt - from + openTime[0]), rate };
}

function sideOf({ positions }: EngineState): Side {
  return positions.length === 0 ? 0 : positions[0].side;
}

interface Seat {
  readonly state: EngineState;
  /** At the close of each bar that was played. */
  readonly equity: readonly number[];
}

function scoreGame(seats: Readonly<Record<BlindPlayer, Seat>>): BlindResult {
  const { capital } = defaultTradingSettings;
  const score = ({ state, equity }: Seat): BlindScore => ({
    returnFraction: computeTotalReturn(capital, equity.at(-1) ?? capital),
    entries: state.trades.length + state.positions.length,
    feesPaid: state.record.feesPaid,
  });
  const { person, model, coin } = seats;
  const bars = person.equity.length;
  const resamples = resampleDays(bars, { meanBlockDays: blockBars });
  const gains = ({ equity }: Seat) =>
    equity.map((value, at) => (value - (equity[at - 1] ?? capital)) / capital);
  const mine = gains(person);
  const compare = (other: Seat): Estimate => {
    const theirs = gains(other);
    const ahead = mine.map((gain, at) => gain - theirs[at]);
    return estimateByDays(resamples, (counts) => sumDrawn(ahead, counts));
  };
  return {
    bars,
    scores: { person: score(person), model: score(model), coin: score(coin) },
    ahead: { model: compare(model), coin: compare(coin) },
  };
}
