import { isForControl } from '../../shell/key-target';

type Shortcut =
  | { readonly kind: 'toggle' }
  | { readonly kind: 'step'; readonly bars: number }
  | { readonly kind: 'zoom'; readonly factor: number };

/** Returns what a key asks of the replay, or undefined where it means something else. */
export function readShortcut(event: KeyboardEvent): Shortcut | undefined {
  const isOnTransport =
    event.target instanceof Element && event.target.closest('[data-shortcuts] button') !== null;
  const isPress = event.key === ' ' || event.key === 'Enter';
  // A key that presses a button goes to the button; the other ones mean the replay there, too.
  if (isForControl(event) && (isPress || !isOnTransport)) return undefined;
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
      return undefined;
  }
}
