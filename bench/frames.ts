import type { CDPSession, Page } from '@playwright/test';
import { roundTo } from './measure';

/** What the page's main thread did between the marks `bench-start` and `bench-end`. */
export interface Frames {
  /** Milliseconds of script of each display frame. */
  readonly scriptMs: readonly number[];
  /** The same of the thread's processor time, which other programs do not lengthen. */
  readonly cpuMs: readonly number[];
  /** Milliseconds of each task over 50 ms. */
  readonly longTasksMs: readonly number[];
}

/** The figures of frames as a benchmark tells them. */
export function describeFrames({ scriptMs, cpuMs, longTasksMs }: Frames) {
  return {
    frames: scriptMs.length,
    script_ms_p50: roundTo(quantile(scriptMs, 0.5)),
    script_ms_p95: roundTo(quantile(scriptMs, 0.95)),
    script_cpu_ms_p50: roundTo(quantile(cpuMs, 0.5)),
    script_cpu_ms_p95: roundTo(quantile(cpuMs, 0.95)),
    script_ms_max: roundTo(Math.max(...scriptMs)),
    long_tasks: longTasksMs.length,
    longest_task_ms: roundTo(Math.max(0, ...longTasksMs)),
  };
}

/** The frames of several recordings. */
export function joinFrames(all: readonly Frames[]): Frames {
  return {
    scriptMs: all.flatMap(({ scriptMs }) => scriptMs),
    cpuMs: all.flatMap(({ cpuMs }) => cpuMs),
    longTasksMs: all.flatMap(({ longTasksMs }) => longTasksMs),
  };
}

/** The value that a fraction of values does not exceed. */
export function quantile(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))];
}

const categories = [
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'blink.user_timing',
];

/** Returns what Chromium's trace says of the frames between two marks that `work` sets in the page. */
export async function recordFrames(page: Page, work: () => Promise<void>): Promise<Frames> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) =>
    events.push(...(value as unknown as TraceEvent[])),
  );
  await session.send('Tracing.start', {
    traceConfig: { includedCategories: categories },
    transferMode: 'ReportEvents',
  });
  await work();
  const isComplete = waitForTrace(session);
  await session.send('Tracing.end');
  await isComplete;
  await session.detach();
  return readFrames(events);
}

function waitForTrace(session: CDPSession): Promise<void> {
  return new Promise((resolve) => {
    session.once('Tracing.tracingComplete', () => resolve());
  });
}

/** An event of Chromium's trace; times are microseconds. */
interface TraceEvent {
  readonly name: string;
  /** Its phase: `b` where it begins, `e` where it ends, `X` where it has a length. */
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** The same of the thread's processor time. */
  readonly tts?: number;
  readonly tdur?: number;
}

/** Whatever runs script; one can lie within another. */
const scriptEvents = new Set([
  'EvaluateScript',
  'EventDispatch',
  'FireAnimationFrame',
  'FireIdleCallback',
  'FunctionCall',
  'RunMicrotasks',
  'TimerFire',
]);

const longTaskUs = 50_000;

function readFrames(events: readonly TraceEvent[]): Frames {
  const start = events.find(({ name }) => name === 'bench-start');
  const end = events.filter(({ name }) => name === 'bench-end').at(-1);
  if (start === undefined || end === undefined) throw new Error('bench: the trace has no marks');
  const inside = events
    .filter(
      ({ pid, tid, ts }) =>
        pid === start.pid && tid === start.tid && ts >= start.ts && ts <= end.ts,
    )
    .sort((a, b) => a.ts - b.ts);
  const begins = inside
    .filter(({ name, ph }) => name === 'AnimationFrame::Render' && ph.toLowerCase() === 'b')
    .map(({ ts }) => ts);
  if (begins.length < 2) throw new Error('bench: the trace must have two frames or more');
  const script = inside.filter(({ name, ts }) => scriptEvents.has(name) && ts >= begins[0]);
  const tasks = inside.filter(({ name, dur = 0 }) => name === 'RunTask' && dur > longTaskUs);
  return {
    scriptMs: sumFrames(script, begins, ({ ts, dur = 0 }) => [ts, dur]),
    cpuMs: sumFrames(script, begins, ({ tts = 0, tdur = 0 }) => [tts, tdur]),
    longTasksMs: tasks.map(({ dur = 0 }) => dur / 1000),
  };
}

/** Milliseconds in each frame but the last, which is not whole; what lies within another event counts once. */
function sumFrames(
  events: readonly TraceEvent[],
  begins: readonly number[],
  readUs: (event: TraceEvent) => readonly [from: number, length: number],
): number[] {
  const frames = new Float64Array(begins.length);
  let frame = 0;
  let doneUs = 0;
  for (const event of events) {
    while (frame + 1 < begins.length && event.ts >= begins[frame + 1]) frame++;
    const [from, length] = readUs(event);
    frames[frame] += Math.max(0, from + length - Math.max(from, doneUs));
    doneUs = Math.max(doneUs, from + length);
  }
  return Array.from(frames.subarray(0, -1), (us) => us / 1000);
}
