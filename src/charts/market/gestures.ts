/** What a person does to a chart; lengths are CSS pixels within the element. */
interface GestureHandlers {
  /** The content was dragged `pixels` to the right. */
  readonly onpan: (pixels: number) => void;
  /** Wheel or pinch at `x`; a factor above 1 zooms in. */
  readonly onzoom: (factor: number, x: number) => void;
  readonly ondoubleclick: () => void;
}

const zoomPerWheelPixel = 0.0015;

/** Listens to wheel, drag, pinch and double click on `element`; returns a function that stops this. */
export function attachGestures(element: HTMLElement, handlers: GestureHandlers): () => void {
  const pointers = new Map<number, number>();
  const controller = new AbortController();
  const { signal } = controller;

  const toLocal = (clientX: number): number => clientX - element.getBoundingClientRect().left;

  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      handlers.onpan(-event.deltaX);
      return;
    }
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const factor = Math.exp(-event.deltaY * pixels * zoomPerWheelPixel);
    handlers.onzoom(factor, toLocal(event.clientX));
  };

  const onPointerMove = (event: PointerEvent): void => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, event.clientX);
    if (other === undefined) {
      handlers.onpan(event.clientX - before);
      return;
    }
    const apartBefore = Math.max(8, Math.abs(before - other));
    const apart = Math.max(8, Math.abs(event.clientX - other));
    handlers.onzoom(apart / apartBefore, toLocal((event.clientX + other) / 2));
  };

  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, event.clientX);
  };
  const onPointerEnd = (event: PointerEvent): void => {
    pointers.delete(event.pointerId);
  };

  element.addEventListener('wheel', onWheel, { passive: false, signal });
  element.addEventListener('pointerdown', onPointerDown, { signal });
  element.addEventListener('pointermove', onPointerMove, { signal });
  element.addEventListener('pointerup', onPointerEnd, { signal });
  element.addEventListener('pointercancel', onPointerEnd, { signal });
  element.addEventListener('dblclick', handlers.ondoubleclick, { signal });
  return () => {
    controller.abort();
  };
}
