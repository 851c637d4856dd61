const margin = 8;

/**
 * Places an open popover below `anchor`, or above it if there is more space, within the
 * window; `align` is the side on which the two line up.
 */
export function placeBelow(
  popover: HTMLElement,
  anchor: HTMLElement,
  align: 'start' | 'end' = 'start',
): void {
  const { top, bottom, left, right } = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popover;
  const hasRoomBelow = bottom + height + margin <= innerHeight || bottom < innerHeight - top;
  const wantedLeft = align === 'start' ? left : right - width;
  const furthestLeft = Math.max(margin, innerWidth - width - margin);
  popover.style.left = `${Math.min(furthestLeft, Math.max(margin, wantedLeft))}px`;
  popover.style.top = `${hasRoomBelow ? bottom + 4 : Math.max(margin, top - height - 4)}px`;
}
