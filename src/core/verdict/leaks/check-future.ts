import { type BarIndex, type Bars, countBars, listColumns, viewBars } from '../../bars/bars';
import { formatUtcMinute } from '../../format';
import type { Random } from '../../random';
import { type Change, changeFuture, changeWithin } from './change-future';
import { firstDifference, type LeakLog } from './leak-log';
import type { Pipeline, PipelineLabel, TradeEvent } from './pipeline';
import { findFillFault, isKnownAt } from './trade-rules';

/** Bars before and after a probe that are run again; most leaks show within. */
const windowBars = 4096;
/** The same for trading, whose positions are open for a few hundred bars at most. */
const tradedBars = 1024;
/** Bars after a probe that a model is asked about, and before it beyond those that it needs. */
const modelBars = 32;
/** By so much a batch network may differ from a streaming one: backends differ in rounding. */
const maxJudgedError = 1e-3;

/** Changes what comes after probes, and compares what is known at them. */
interface FutureCheck {
  /** Runs the pipeline again around the probe, or, with `isWhole`, on all bars. */
  checkAt(probe: BarIndex, isWhole: boolean): void;
  /** Says what only all probes together can show. */
  finish(): void;
}

/** A probe, and the part of the bars that is run again. */
interface Window {
  /** Bar at whose close everything is compared. */
  readonly probe: BarIndex;
  /** Where the part begins. */
  readonly start: BarIndex;
  readonly part: Bars;
  /** Position, in the part, of the first bar that is not known yet. */
  readonly from: number;
}

export function createFutureCheck(
  pipeline: Pipeline,
  bars: Bars,
  log: LeakLog,
  random: Random,
): FutureCheck {
  const count = countBars(bars);
  const { label, predict, trade } = pipeline;
  // Opinions on both sides at most bars, so that there is much to trade.
  const opinions = Float64Array.from({ length: trade ? count : 0 }, () => random.uniform());
  /** Whether any label depended on the last bar that it should look at; undefined while none could. */
  let looksAhead: boolean | undefined;
  let ofAll: Outputs | undefined;

  const place = (probe: BarIndex, before: number, after: number): Window => {
    const start = Math.max(0, probe - before);
    const part = viewBars(bars, { start, end: Math.min(count, probe + after) });
    return { probe, start, part, from: probe + 1 - start };
  };
  return {
    checkAt(probe, isWhole) {
      const reach = isWhole ? count : windowBars;
      const window = place(probe, reach, reach);
      const isAll = countBars(window.part) === count;
      const was = isAll
        ? (ofAll ??= runParts(pipeline, window.part))
        : runParts(pipeline, window.part);
      for (const { change, bars: other } of changeFuture(window.part, window.from, random)) {
        const is = runParts(pipeline, other);
        compareFeatures(was.features, is.features, window, change, log);
        was.rows.forEach(([name, rows], at) =>
          compareRows(name, rows, is.rows[at][1], window, change, log),
        );
        if (label !== undefined && was.labels !== undefined && is.labels !== undefined) {
          const looked = compareLabels(label, was.labels, is.labels, window, log);
          if (looked !== undefined) looksAhead = looksAhead === true || looked;
        }
      }
      if (trade !== undefined) {
        const near = place(probe, tradedBars, tradedBars);
        compareTrading(trade, opinions, near, log, random);
      }
      if (predict !== undefined) {
        const { historyBars = Infinity } = pipeline;
        const after = historyBars === Infinity ? windowBars : modelBars;
        const near = place(probe, Math.min(windowBars, historyBars) + modelBars, after);
        compareModel(predict, pipeline.probability?.[probe], near, log, random);
      }
    },
    finish() {
      if (label === undefined || looksAhead !== false) return;
      const sentence = `Label ${label.name} nowhere depends on the bar ${label.lookAheadBars} bars later: it is shifted, or looks less far than it is said to.`;
      log.add({ stage: 'labels', name: label.name, sentence });
    },
  };
}

type Outputs = ReturnType<typeof runParts>;

function runParts({ features, label, rows = {} }: Pipeline, part: Bars) {
  return {
    features: features?.(part) ?? {},
    labels: label?.compute(part),
    rows: Object.entries(rows).map(([name, make]) => [name, make(part)] as const),
  };
}

/** What happened after later bars were changed in one way. */
function told(change: Change): string {
  const isMoved = change === 'cut off' || change === 'delayed';
  return `changed when later bars were ${isMoved ? change : 'changed'}`;
}

function compareFeatures(
  was: Outputs['features'],
  is: Outputs['features'],
  { start, from }: Window,
  change: Change,
  log: LeakLog,
): void {
  for (const [name, values] of Object.entries(was)) {
    const at = firstDifference(values, is[name] ?? [], from);
    log.count('features', from);
    if (at < from) log.tell('features', name, start + at, `Feature ${name}`, told(change));
  }
}

/** Returns whether the first label that may look beyond the probe does; undefined where there is none. */
function compareLabels(
  { name, lookAheadBars }: PipelineLabel,
  was: ArrayLike<number>,
  is: ArrayLike<number>,
  { start, from }: Window,
  log: LeakLog,
): boolean | undefined {
  const known = Math.max(0, from - lookAheadBars);
  const at = firstDifference(was, is, known);
  log.count('labels', known);
  if (at < known) {
    const beyond = `depends on bars after the ${lookAheadBars} that it is said to look ahead`;
    log.tell('labels', name, start + at, `Label ${name}`, beyond);
  }
  const isThere = from >= lookAheadBars && (was[known] === 0 || was[known] === 1);
  return isThere ? was[known] !== is[known] : undefined;
}

/** Rows have ended or not by a time; those that have must be there, and be the same. */
function compareRows(
  name: string,
  was: Bars,
  is: Bars,
  { probe, part, from }: Window,
  change: Change,
  log: LeakLog,
): void {
  // Rows may be added within a gap, and must then be made of bars before it: they are known once the next bar opens.
  const hasNext = change !== 'cut off' && change !== 'delayed' && from < countBars(part);
  const closed = part.openTime[from - 1] + part.intervalMs;
  const now = hasNext ? Math.max(closed, part.openTime[from]) : closed;
  const known = countEnded(was, now);
  const others = listColumns(is);
  const same = listColumns(was).map(({ values }, at) =>
    firstDifference(values, others[at]?.values ?? [], known),
  );
  const row = Math.min(known, ...same);
  log.count('rows', known);
  if (row === known && countEnded(is, now) === known) return;
  const time = formatUtcMinute(was.openTime[row] ?? is.openTime[row] ?? now);
  const sentence = `Row of ${name} at ${time}, which had ended before, ${told(change)}.`;
  log.add({ stage: 'rows', name, bar: probe, sentence });
}

/** How many of the rows, which are in time order, have ended at a time. */
function countEnded({ openTime, intervalMs }: Bars, now: number): number {
  const beyond = openTime.findIndex((time) => time + intervalMs > now);
  return beyond < 0 ? openTime.length : beyond;
}

function compareTrading(
  trade: NonNullable<Pipeline['trade']>,
  opinions: Float64Array,
  { start, part, from }: Window,
  log: LeakLog,
  random: Random,
): void {
  const tell = ({ kind, index, side }: TradeEvent, name: string, what: string): void => {
    const subject = `${side === 1 ? 'Buying' : 'Selling'} ${kind}`;
    log.tell('trading', name, start + index, subject, what);
  };
  const opinion = opinions.subarray(start, start + countBars(part));
  const events = trade(part, opinion);
  for (const event of events) {
    const fault = findFillFault(event, part);
    if (fault !== undefined) tell(event, 'fills', fault);
  }
  const compare = (other: Bars, firstChanged: number, what: string): void => {
    const isOpening = firstChanged < from;
    const changed = opinion.slice();
    for (let at = firstChanged; at < changed.length; at++) changed[at] = random.uniform();
    const again = trade(other, changed);
    for (const kind of ['signal', 'entry', 'exit'] as const) {
      const isKnown = (event: TradeEvent): boolean =>
        event.kind === kind && isKnownAt(event, from - 1, isOpening);
      const was = events.filter(isKnown);
      const is = again.filter(isKnown);
      log.count('trading', was.length);
      const at = was.findIndex((event, index) => !isSameEvent(event, is[index]));
      const event = at < 0 ? is[was.length] : was[at];
      if (event !== undefined) tell(event, kind, what);
    }
  };
  for (const { change, bars } of changeFuture(part, from, random)) {
    compare(bars, from, told(change));
  }
  for (const factor of [0.7, 1.3]) {
    const what = 'changed with what its bar did after the open';
    compare(changeWithin(part, from - 1, factor), from - 1, what);
  }
}

function isSameEvent(a: TradeEvent, b: TradeEvent | undefined): boolean {
  if (b === undefined || a.index !== b.index || a.at !== b.at || a.side !== b.side) return false;
  return Object.is(a.price, b.price) && Object.is(a.size, b.size);
}

function compareModel(
  predict: NonNullable<Pipeline['predict']>,
  judged: number | undefined,
  { probe, start, part, from }: Window,
  log: LeakLog,
  random: Random,
): void {
  const was = predict(part);
  for (const { change, bars } of changeFuture(part, from, random)) {
    const is = predict(bars);
    log.count('model', from);
    const at = firstDifference(was, is, from);
    if (at < from) log.tell('model', 'probability', start + at, 'Probability', told(change));
    const alone = is[from - 1];
    if (change !== 'cut off' || judged === undefined || Number.isNaN(judged + alone)) continue;
    log.count('model', 1);
    if (Math.abs(judged - alone) <= maxJudgedError) continue;
    const what = `is ${judged.toFixed(4)}, but ${alone.toFixed(4)} by the bars up to its own`;
    log.tell('model', 'judged probability', probe, 'The probability that is judged', what);
  }
}
