import { expect, test } from 'vitest';
import Transport from '../../../../src/ui/views/simulate/Transport.svelte';
import { readText, renderMarkup } from '../live/render';

/** Returns the state in words, and of each button whether it is the green one and whether it is off. */
function render(change: object) {
  const props = {
    isReady: true,
    isRunning: false,
    speed: 50,
    range: { start: 100, end: 200 },
    outOfSampleStart: 100,
    playhead: 150,
    ...change,
  };
  const markup = renderMarkup(Transport as never, props as never);
  const buttonOf = (name: string) => {
    const tags = [...markup.matchAll(/<button\b[^>]*>.*?<\/button>/gs)].map(([tag]) => tag);
    const tag = tags.find((one) => readText(one) === name) ?? '';
    return {
      isGreen: /class="[^"]*primary/.test(tag),
      isOff: tag.includes('aria-disabled="true"'),
    };
  };
  return { text: readText(markup), start: buttonOf('Start'), stop: buttonOf('Stop') };
}

test('of a replay that stands still Start is the green button', () => {
  const { text, start, stop } = render({});
  expect(text).toContain('Paused 50 / 100 bars (50.0%)');
  expect([start, stop]).toEqual([
    { isGreen: true, isOff: false },
    { isGreen: false, isOff: false },
  ]);
});

test('of one that runs it is Stop', () => {
  const { text, start, stop } = render({ isRunning: true });
  expect(text).toContain('Running');
  expect([start.isGreen, stop.isGreen]).toEqual([false, true]);
});

test('of one at its end Start begins again, and says so', () => {
  const { text, start } = render({ playhead: 200 });
  expect(text).toContain('At the end 100 / 100 bars');
  expect(start).toEqual({ isGreen: true, isOff: false });
});

test('without bars nothing can be started', () => {
  const { text, start } = render({ isReady: false, range: { start: 0, end: 0 }, playhead: 0 });
  expect(text).toContain('Not ready 0 / 0 bars');
  expect(start).toEqual({ isGreen: false, isOff: true });
});
