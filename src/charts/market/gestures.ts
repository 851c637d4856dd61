import type { Point } from './layer';

/** What a press that something else than the window takes does, such as moving a line. */
export interface Drag {
  readonly move: (point: Point) => void;
  readonly end: () => void;
}

/** What a person does to a chart; lengths are CSS pixels within the element. */
interface GestureHandlers {
  /** A press at `point`: returns what it drags, or null where it drags the window. */
  readonly onpress: (point: Point, event: PointerEvent) => Drag | null;
  /** The content was dragged to the right and down. */
  readonly onpan: (right: number, down: number) => void;
  /** Wheel or pinch at `x`; a factor above 1 zooms in. */
  readonly onzoom: (factor: number, x: number) => void;
  readonly onclick: (point: Point) => void;
  readonly ondoubleclick: () => void;
  /** The pointer is over `point` and presses nothing. */
  readonly onhover: (point: Point) => void;
}

const zoomPerWheelPixel = 0.0015;
/** A press that moves less than this is a click. */
const maxClickPixels = 4;
/** Inertia: the velocity (pixels a ms) from which a drag goes on, the ms after which it has lost 63%, and the end. */
const minThrow = 0.15;
const throwDecayMs = 180;
const minGlide = 0.02;
/** A pointer that rests so long before it is lifted throws nothing. */
const maxRestMs = 60;

/** Listens to wheel, drag, pinch, click and double click on `element`; returns a function that stops this. */
export function attachGestures(element: HTMLElement, handlers: GestureHandlers): () => void {
  const pointers = new Map<number, Point>();
  const controller = new AbortController();
  const { signal } = controller;
  let pressed: Point | null = null;
  let isClick = false;
  let drag: Drag | null = null;
  let velocity = 0;
  let movedAt = 0;
  let glideRequest = 0;

  const toLocal = ({ clientX, clientY }: MouseEvent): Point => {
    const { left, top } = element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };

  const stopGlide = (): void => {
    cancelAnimationFrame(glideRequest);
    velocity = 0;
  };

  const glide = (before: number): void => {
    glideRequest = requestAnimationFrame((now) => {
      const passed = Math.min(50, now - before);
      velocity *= Math.exp(-passed / throwDecayMs);
      if (Math.abs(velocity) < minGlide) return;
      handlers.onpan(velocity * passed, 0);
      glide(now);
    });
  };

  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    stopGlide();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      handlers.onpan(-event.deltaX, 0);
      return;
    }
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const factor = Math.exp(-event.deltaY * pixels * zoomPerWheelPixel);
    handlers.onzoom(factor, toLocal(event).x);
  };

  const onPointerMove = (event: PointerEvent): void => {
    const before = pointers.get(event.pointerId);
    const point = toLocal(event);
    if (before === undefined) {
      handlers.onhover(point);
      return;
    }
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, point);
    if (other !== undefined) {
      isClick = false;
      const apartBefore = Math.max(8, Math.hypot(before.x - other.x, before.y - other.y));
      const apart = Math.max(8, Math.hypot(point.x - other.x, point.y - other.y));
      handlers.onzoom(apart / apartBefore, (point.x + other.x) / 2);
      return;
    }
    if (pressed !== null && Math.hypot(point.x - pressed.x, point.y - pressed.y) > maxClickPixels) {
      isClick = false;
    }
    if (drag !== null) {
      drag.move(point);
      return;
    }
    if (isClick) return;
    const passed = Math.max(1, event.timeStamp - movedAt);
    velocity = 0.6 * ((point.x - before.x) / passed) + 0.4 * velocity;
    movedAt = event.timeStamp;
    handlers.onpan(point.x - before.x, point.y - before.y);
  };

  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    stopGlide();
    element.setPointerCapture(event.pointerId);
    const point = toLocal(event);
    pointers.set(event.pointerId, point);
    isClick = pointers.size === 1;
    pressed = point;
    movedAt = event.timeStamp;
    drag ??= isClick ? handlers.onpress(point, event) : null;
  };

  const onPointerEnd = (event: PointerEvent): void => {
    const point = pointers.get(event.pointerId);
    if (!pointers.delete(event.pointerId) || point === undefined) return;
    const isLifted = event.type === 'pointerup';
    if (drag !== null) drag.end();
    else if (isClick && isLifted) handlers.onclick(point);
    else if (
      isLifted &&
      pointers.size === 0 &&
      event.timeStamp - movedAt < maxRestMs &&
      Math.abs(velocity) > minThrow &&
      !matchMedia('(prefers-reduced-motion: reduce)').matches
    ) {
      glide(performance.now());
    }
    drag = null;
    isClick = false;
  };

  element.addEventListener('wheel', onWheel, { passive: false, signal });
  element.addEventListener('pointerdown', onPointerDown, { signal });
  element.addEventListener('pointermove', onPointerMove, { signal });
  element.addEventListener('pointerup', onPointerEnd, { signal });
  element.addEventListener('pointercancel', onPointerEnd, { signal });
  element.addEventListener('dblclick', handlers.ondoubleclick, { signal });
  return () => {
    controller.abort();
    stopGlide();
  };
}

const axisZoomPerPixel = 0.006;

/**
 * Listens to drags, wheel and double clicks right of the plot in `element`, where the value axis is. `onscale` is called with the
 * factor by which the visible range becomes smaller.
 */
export function attachAxisGestures(
  element: HTMLElement,
  isOnAxis: (point: Point) => boolean,
  { onscale, onreset }: { onscale: (factor: number) => void; onreset: () => void },
): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  let lastY: number | null = null;

  const isOver = (event: MouseEvent): boolean => {
    const { left, top } = element.getBoundingClientRect();
    return isOnAxis({ x: event.clientX - left, y: event.clientY - top });
  };
  const end = (): void => {
    lastY = null;
  };

  element.addEventListener(
    'wheel',
    (event) => {
      if (!isOver(event)) return;
      event.preventDefault();
      onscale(Math.exp(-event.deltaY * zoomPerWheelPixel));
    },
    { passive: false, signal },
  );
  element.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0 || !isOver(event)) return;
      element.setPointerCapture(event.pointerId);
      lastY = event.clientY;
    },
    { signal },
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      if (lastY === null) return;
      onscale(Math.exp((lastY - event.clientY) * axisZoomPerPixel));
      lastY = event.clientY;
    },
    { signal },
  );
  element.addEventListener('pointerup', end, { signal });
  element.addEventListener('pointercancel', end, { signal });
  element.addEventListener(
    'dblclick',
    (event) => {
      if (isOver(event)) onreset();
    },
    { signal },
  );
  return () => controller.abort();
}
