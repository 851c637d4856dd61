import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { attachGestures } from '../../../src/charts/market/gestures';

/** An element 100 px right of and 50 px below the corner of the window, which can be pressed. */
class FakeElement extends EventTarget {
  readonly captured: number[] = [];
  setPointerCapture(id: number): void {
    this.captured.push(id);
  }
  getBoundingClientRect(): { left: number; top: number } {
    return { left: 100, top: 50 };
  }
}

const frameMs = 16;
let frames: FrameRequestCallback[] = [];
let now = 0;
let element: FakeElement;
let calls: string[];

/** Lets display frames pass until nothing asks for another. */
function runFrames(): void {
  for (let count = 0; frames.length > 0 && count < 1000; count++) {
    const due = frames;
    frames = [];
    now += frameMs;
    for (const callback of due) callback(now);
  }
}

function touch(type: string, pointerId: number, x: number, y: number, timeStamp: number): void {
  const event = new Event(type);
  const fields = { pointerId, pointerType: 'touch', button: 0, clientX: 100 + x, clientY: 50 + y };
  for (const [name, value] of Object.entries({ ...fields, timeStamp })) {
    Object.defineProperty(event, name, { value });
  }
  element.dispatchEvent(event);
}

/** A finger that moves by 20 px to the right in each of five frames, and is lifted `restMs` after the last. */
function swipe(restMs: number): void {
  touch('pointerdown', 1, 0, 0, 0);
  for (let step = 1; step <= 5; step++) touch('pointermove', 1, 20 * step, 0, frameMs * step);
  touch('pointerup', 1, 100, 0, frameMs * 5 + restMs);
}

const sumOfPans = () =>
  calls
    .filter((call) => call.startsWith('pan'))
    .reduce((sum, call) => sum + Number(call.split(' ')[1]), 0);

beforeEach(() => {
  frames = [];
  now = 0;
  calls = [];
  element = new FakeElement();
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => frames.push(callback));
  vi.stubGlobal('cancelAnimationFrame', () => (frames = []));
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  attachGestures(element as unknown as HTMLElement, {
    onpress: () => null,
    onpan: (right, down) => calls.push(`pan ${right} ${down}`),
    onzoom: (factor, x) => calls.push(`zoom ${factor.toFixed(3)} ${x}`),
    onclick: ({ x, y }) => calls.push(`click ${x} ${y}`),
    ondoubleclick: () => calls.push('double click'),
    onhover: () => calls.push('hover'),
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('two fingers that move apart zoom in about their middle, and pan and click nothing', () => {
  touch('pointerdown', 1, 100, 20, 0);
  touch('pointerdown', 2, 200, 20, 5);
  touch('pointermove', 2, 300, 20, 20);
  touch('pointermove', 1, 50, 20, 40);
  touch('pointerup', 1, 50, 20, 60);
  touch('pointerup', 2, 300, 20, 70);
  runFrames();
  expect(calls).toEqual(['zoom 2.000 200', 'zoom 1.250 175']);
  expect(element.captured).toEqual([1, 2]);
});

test('fingers that move together zoom out', () => {
  touch('pointerdown', 1, 100, 0, 0);
  touch('pointerdown', 2, 300, 0, 5);
  touch('pointermove', 2, 200, 0, 20);
  expect(calls).toEqual(['zoom 0.500 150']);
});

test('a finger that is lifted while it moves throws the window on, which comes to rest', () => {
  swipe(4);
  expect(sumOfPans()).toBe(100);
  runFrames();
  // 1.25 px a ms, losing 63% in each 180 ms: a little less than 225 px more.
  expect(sumOfPans()).toBeGreaterThan(250);
  expect(sumOfPans()).toBeLessThan(325);
  expect(frames).toEqual([]);
});

test('a finger that rests before it is lifted throws nothing', () => {
  swipe(200);
  runFrames();
  expect(sumOfPans()).toBe(100);
});

test('where less motion is wished, nothing goes on by itself', () => {
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
  swipe(4);
  runFrames();
  expect(sumOfPans()).toBe(100);
});

test('the next touch stops what was thrown', () => {
  swipe(4);
  touch('pointerdown', 1, 50, 0, 100);
  runFrames();
  expect(sumOfPans()).toBe(100);
});

test('a touch that the browser takes to scroll the page neither clicks nor throws', () => {
  touch('pointerdown', 1, 10, 10, 0);
  touch('pointercancel', 1, 10, 10, 20);
  runFrames();
  expect(calls).toEqual([]);
});

test('a tap is a click where it was, though the finger shakes', () => {
  touch('pointerdown', 1, 10, 10, 0);
  touch('pointermove', 1, 12, 11, 20);
  touch('pointerup', 1, 12, 11, 60);
  expect(calls).toEqual(['click 12 11']);
});
