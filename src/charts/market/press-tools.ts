import type { BarIndex, BarRange } from '../../core/bars/bars';
import type { Trade } from '../../core/trading/positions';
import { type Drawings, type Measure, type Place, findLine } from './drawings';
import type { Drag } from './gestures';
import type { MarketSource, Point } from './layer';
import { type MarketPicture, findPriceStage, pickInMarket } from './paint';
import { type PaneStage, fromY } from './stage';

/** What a press on the prices does: moves the window, measures, or sets a line. */
export type PressMode = 'move' | 'measure' | 'line';

/** What the tools read, and the callbacks that they call. */
export interface PressHost {
  /** Prices of the horizontal lines. */
  readonly readLines: () => readonly number[];
  readonly onlines: (prices: readonly number[]) => void;
  readonly onmode: (mode: PressMode) => void;
  readonly ontrade: (trade: Trade) => void;
  /** Called with the place of a click where nothing is to be picked. */
  readonly onplain: (x: number) => void;
  /** Returns what was drawn last; null before. */
  readonly readPicture: () => {
    readonly context: CanvasRenderingContext2D;
    readonly picture: MarketPicture;
  } | null;
  /** Returns the element that takes the presses. */
  readonly readOverlay: () => HTMLElement | undefined;
  readonly barAt: (x: number) => number;
  /** Called when something is to be drawn again. */
  readonly onchange: () => void;
  /** Called with candles that are to be looked at. */
  readonly onrange: (candles: BarRange) => void;
}

/** What presses and clicks on the prices do beside moving the window: measure, set and move lines, open what is marked. */
export class PressTools {
  readonly #host: PressHost;
  #mode: PressMode = 'move';
  #measure: Measure | null = null;
  #marked: BarIndex | null = null;

  constructor(host: PressHost) {
    this.#host = host;
  }

  get drawings(): Drawings {
    return { lines: this.#host.readLines(), measure: this.#measure, marked: this.#marked };
  }

  setMode(mode: PressMode): void {
    this.#mode = mode;
    const overlay = this.#host.readOverlay();
    // A finger that measures must not scroll the page.
    if (overlay !== undefined) overlay.style.touchAction = mode === 'measure' ? 'none' : '';
    this.#host.onmode(mode);
  }

  setMeasure(measure: Measure): void {
    this.#measure = measure;
    this.#host.onchange();
  }

  /** Measures from the first to the last close between two source bars (fractions) that have been replayed. */
  measureCloses(
    { from, to }: { readonly from: number; readonly to: number },
    { candles, playhead }: MarketSource,
  ): void {
    const first = Math.max(0, Math.floor(from));
    const last = Math.min(playhead, Math.ceil(to)) - 1;
    const place = (bar: BarIndex): Place => ({ bar, price: candles.bars.close[bar] });
    if (last > first) this.setMeasure({ from: place(first), to: place(last) });
  }

  mark(index: BarIndex): void {
    this.#marked = index;
    this.#host.onchange();
  }

  /** Takes away what was measured and marked, and ends a mode; lines stay. */
  clear(): void {
    this.#measure = null;
    this.#marked = null;
    if (this.#mode !== 'move') this.setMode('move');
    this.#host.onchange();
  }

  /** Returns what a press at `point` drags; null where it drags the window. */
  press(point: Point, { shiftKey }: Pick<PointerEvent, 'shiftKey'>): Drag | null {
    const stage = this.#readStage();
    if (stage === null || point.y < stage.pane.top || point.y > stage.pane.bottom) return null;
    if (shiftKey || this.#mode === 'measure') {
      const from = this.#placeAt(stage, point);
      this.setMeasure({ from, to: from });
      return {
        move: (to) => this.setMeasure({ from, to: this.#placeAt(stage, to) }),
        end: () => this.setMode('move'),
      };
    }
    const line = this.#mode === 'line' ? null : findLine(stage, this.#host.readLines(), point);
    if (line === null) return null;
    return {
      move: ({ y }) => {
        const price = priceAt(stage, y);
        this.#host.onlines(
          this.#host.readLines().map((before, at) => (at === line ? price : before)),
        );
      },
      end: () => undefined,
    };
  }

  click(point: Point): void {
    const stage = this.#readStage();
    const drawn = this.#host.readPicture();
    if (stage === null || drawn === null) return;
    if (this.#mode === 'line') {
      this.#host.onlines([...this.#host.readLines(), priceAt(stage, point.y)]);
      this.setMode('move');
      return;
    }
    const picked = pickInMarket(drawn.context, drawn.picture, point);
    if (picked === null) {
      this.clear();
      this.#host.onplain(point.x);
    } else if (picked.kind === 'trade') this.#host.ontrade(picked.trade);
    else this.#host.onrange(picked.range);
  }

  /** Lets the cursor tell what a press at `point` would do. */
  hover(point: Point): void {
    const overlay = this.#host.readOverlay();
    const stage = this.#readStage();
    const drawn = this.#host.readPicture();
    if (overlay === undefined || stage === null || drawn === null) return;
    const isOnLine = findLine(stage, this.#host.readLines(), point) !== null;
    const isOnMark = pickInMarket(drawn.context, drawn.picture, point) !== null;
    overlay.style.cursor = isOnMark ? 'pointer' : isOnLine ? 'ns-resize' : '';
  }

  #readStage(): PaneStage | null {
    const drawn = this.#host.readPicture();
    return drawn && findPriceStage(drawn.context, drawn.picture, 1);
  }

  #placeAt(stage: PaneStage, { x, y }: Point): Place {
    return { bar: this.#host.barAt(x), price: priceAt(stage, y) };
  }
}

function priceAt(stage: PaneStage, y: number): number {
  return fromY(stage, Math.min(stage.pane.bottom, Math.max(stage.pane.top, y)));
}
