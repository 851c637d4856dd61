/** Whether a key belongs to a field that is being filled in, or is part of a browser shortcut. */
export function isTyping(event: KeyboardEvent): boolean {
  return hasModifier(event) || isWithin(event, 'input, select, textarea');
}

/** Whether pasted text goes into a field; a file input takes none. */
export function takesText(event: Event): boolean {
  return isWithin(event, 'input:not([type="file"]), select, textarea');
}

/** Whether an event happens inside an open dialog, which covers the view. */
export function isInDialog(event: Event): boolean {
  return isWithin(event, 'dialog');
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

function isWithin({ target }: Event, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}
