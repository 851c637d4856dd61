import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readShortcut } from '../../../../src/ui/views/simulate/shortcuts';

/** An element that lies within elements of these selectors. */
class FakeElement {
  readonly #within: readonly string[];
  constructor(...within: readonly string[]) {
    this.#within = within;
  }
  closest(selector: string): unknown {
    return selector.split(', ').some((one) => this.#within.includes(one)) ? this : null;
  }
}

const page = new FakeElement();
const restart = new FakeElement('button', '[data-shortcuts] button');
const start = new FakeElement('button', '[data-shortcuts] button', '[data-toggles]');
const otherButton = new FakeElement('button');
const field = new FakeElement('input');

function press(key: string, target: FakeElement, shiftKey = false) {
  const event = { key, target, shiftKey, ctrlKey: false, metaKey: false, altKey: false };
  return readShortcut(event as unknown as KeyboardEvent);
}

beforeEach(() => {
  vi.stubGlobal('Element', FakeElement);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('on the page', () => {
  test('space starts and stops, arrows step, plus and minus zoom', () => {
    expect(press(' ', page)).toEqual({ kind: 'toggle' });
    expect(press('ArrowLeft', page)).toEqual({ kind: 'step', bars: -1 });
    expect(press('ArrowRight', page, true)).toEqual({ kind: 'step', bars: 60 });
    expect(press('+', page)).toMatchObject({ kind: 'zoom' });
    expect(press('x', page)).toBeUndefined();
  });
});

describe('on a button of the replay', () => {
  test('space and enter press that button', () => {
    expect(press(' ', restart)).toBeUndefined();
    expect(press('Enter', restart)).toBeUndefined();
  });
  test('space on Start and on Stop starts and stops', () => {
    expect(press(' ', start)).toEqual({ kind: 'toggle' });
    expect(press('Enter', start)).toBeUndefined();
  });
  test('arrows step all the same', () => {
    expect(press('ArrowRight', restart)).toEqual({ kind: 'step', bars: 1 });
  });
});

test('elsewhere keys belong to the control that has the focus', () => {
  expect(press(' ', otherButton)).toBeUndefined();
  expect(press('ArrowLeft', otherButton)).toBeUndefined();
  expect(press(' ', field)).toBeUndefined();
});

test('digits choose candles, G asks for a date and M measures, but not in a field', () => {
  for (const key of ['1', '6', 'g', 'm']) expect(press(key, page)).toEqual({ kind: 'chart', key });
  expect(press('7', page)).toBeUndefined();
  expect(press('1', field)).toBeUndefined();
});
