import { isForControl } from '../../shell/key-target';

type Shortcut =
  | { readonly kind: 'toggle' }
  | { readonly kind: 'step'; readonly bars: number }
  | { readonly kind: 'zoom'; readonly factor: number }
  /** What the chart does for a key: candle length, date, measure. */
  | { readonly kind: 'chart'; readonly key: string };

/** Returns what a key does in the replay; undefined if it means something else. */
export function readShortcut(event: KeyboardEvent): Shortcut | undefined {
  // Space on the Start button would only start again, so on Start and Stop it toggles.
  const isToggle = event.key === ' ' && isOn(event, '[data-toggles]');
  const isPress = (event.key === ' ' && !isToggle) || event.key === 'Enter';
  // A key that presses a button goes to the button; other keys act on the replay there, too.
  if (isForControl(event) && (isPress || !isOn(event, '[data-shortcuts] button'))) return undefined;
  const stride = event.shiftKey ? 60 : 1;
  switch (event.key) {
    case ' ':
      return { kind: 'toggle' };
    case 'ArrowLeft':
      return { kind: 'step', bars: -stride };
    case 'ArrowRight':
      return { kind: 'step', bars: stride };
    case '+':
    case '=':
      return { kind: 'zoom', factor: 1.25 };
    case '-':
      return { kind: 'zoom', factor: 0.8 };
    default:
      return /^[1-6gm]$/.test(event.key) ? { kind: 'chart', key: event.key } : undefined;
  }
}

function isOn({ target }: KeyboardEvent, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}
