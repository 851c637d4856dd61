/** Whether a key belongs to a field that is being filled in, or is part of a browser shortcut. */
export function isTyping(event: KeyboardEvent): boolean {
  return hasModifier(event) || isWithin(event, 'input, select, textarea');
}

/** Whether a key belongs to the control that has the focus, or to an open dialog, not to the view. */
export function isForControl(event: KeyboardEvent): boolean {
  return (
    hasModifier(event) ||
    isWithin(event, 'input, select, textarea, button, a, summary, dialog, [popover]:popover-open')
  );
}

function hasModifier({ ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return ctrlKey || metaKey || altKey;
}

function isWithin({ target }: KeyboardEvent, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}
