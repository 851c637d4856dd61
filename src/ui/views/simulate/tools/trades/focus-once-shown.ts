/**
 * Gives the focus to a button as soon as the browser lets it have it: a list measures its new rows before it shows them. Returns what ends the
 * waiting.
 */
export function focusOnceShown(button: HTMLElement, onFocus?: () => void): () => void {
  let request = 0;
  const take = (): void => {
    button.focus({ preventScroll: true });
    if (document.activeElement === button) onFocus?.();
    else if (button.isConnected) request = requestAnimationFrame(take);
  };
  take();
  return () => cancelAnimationFrame(request);
}
