import type uPlot from 'uplot';
import type { BarIndex } from '../../core/bars/bars';
import type { ChartOptions, ChartTheme } from '../chart-theme';
import { type DisplayBars, countSeen, findFirstAbove } from './candles';
import type { DrawnChart } from './chart-image';
import { readCrosshair } from './crosshair';
import { paintDrawings } from './drawings';
import { attachAxisGestures, attachGestures } from './gestures';
import type { MarketSource, Point } from './layer';
import { buildLegendRow } from './legend';
import { type MarketPicture, findPriceStage, paintMarket } from './paint';
import { Pace } from './pace';
import { layoutPanes, timeAxisHeight, valueAxisWidth } from './panes';
import { type PriceScale, automaticScale, moveRange, scaleRange } from './price-scale';
import { buildMarketScene } from './scene';
import { PressTools } from './press-tools';
import type { PaneStage } from './stage';
import type { MarketViewHost } from './view-host';
import {
  type Viewport,
  convertViewport,
  fitViewport,
  followArrivals,
  followNewest,
  isNewestVisible,
  keepTime,
  panViewport,
  pickReadableInterval,
  toBar,
  toPosition,
  zoomViewport,
} from './viewport';

/** uPlot needs points for its crosshair to show; the bars are painted by the draw hook. */
export const marketData: uPlot.AlignedData = [
  [0, 1],
  [0, 0],
];

/** Min time between two legends while bars arrive, ms: nobody reads values that change faster. */
const legendMs = 125;

/** Room beside a stretch that is opened, as a fraction of it. */
const openMargin = 0.08;

/**
 * The window over the candles, the crosshair and the canvas of one market chart.
 *
 * The window is counted in candles of the chosen length; where those would be too narrow, longer ones are drawn between the same
 * moments. Its fields are not reactive, since they change with every frame and only the canvas shows them.
 */
export class MarketView {
  #host: MarketViewHost;
  #view: Viewport;
  #display: DisplayBars | null = null;
  /** Begun candles at the last update. */
  #seen = 0;
  #scale: PriceScale = automaticScale;
  #plot: uPlot | null = null;
  #picture: MarketPicture | null = null;
  #cursor: { readonly left: number; readonly top: number } | null = null;
  #frameRequest = 0;
  /** Whether more has changed since the last drawing than that bars have arrived. */
  #isMoved = false;
  /** Window and legend, for which the page is laid out. */
  #telling = new Pace(() => this.#tell(), legendMs);
  /** What is measured, drawn and asked for on the prices. */
  readonly tools: PressTools;
  #wanted: { readonly from: number; readonly to: number } | null = null;

  constructor(host: MarketViewHost) {
    this.#host = host;
    this.#view = followNewest(0, host.readFirstSpan());
    this.tools = new PressTools({
      readLines: host.readLines,
      onlines: host.onlines,
      onmode: host.onmode,
      ontrade: host.ontrade,
      onplain: (x) => {
        // The bar under the crosshair, which the pointer has rounded to; a finger has none.
        const left = this.#cursor?.left ?? NaN;
        const isNear = Math.abs(left - x) <= this.#plotWidth() / this.#view.span;
        host.onbar(Math.floor(this.#barAt(isNear ? left : x)));
      },
      readPicture: () =>
        this.#plot && this.#picture && { context: this.#plot.ctx, picture: this.#picture },
      readOverlay: () => this.#plot?.over,
      barAt: (x) => this.#barAt(x),
      onchange: () => this.redraw(),
      onrange: ({ start, end }) => {
        const { source } = this.show();
        const toSource = (candle: number): number =>
          toBar(source.candles.display, candle, source.playhead);
        this.showBars(toSource(start), toSource(end));
      },
    });
  }

  /** Draws the changed source in the next display frame; the window follows the newest candle only while that is visible. */
  update(source: MarketSource): void {
    const { display } = source.candles;
    const seen = countSeen(display, source.playhead);
    if (this.#display === null) {
      this.#view = followNewest(seen, this.#view.span);
    } else if (display === this.#display || isNewestVisible(this.#view, this.#seen)) {
      this.#view = followArrivals(this.#view, this.#seen, seen);
    } else {
      this.#view = keepTime(this.#view, this.#display, display);
    }
    this.#display = display;
    this.#seen = seen;
    const { start, span } = this.#view;
    if (start >= seen || start + span <= 0) this.#view = followNewest(seen, span);
    if (this.#wanted !== null && display.ends === null) {
      const { from, to } = this.#wanted;
      this.#wanted = null;
      this.#view = fitViewport(from, to, seen);
      this.#isMoved = true;
    }
    this.#requestFrame();
  }

  /** Shows `1 / factor` of the candles; the one at `anchor` stays, or, without one, the newest if it is visible, else the middle. */
  zoom(factor: number, anchor?: number): void {
    const about = anchor ?? (isNewestVisible(this.#view, this.#seen) ? 1 : 0.5);
    this.#move(zoomViewport(this.#view, factor, about, this.#seen));
  }

  /** Moves the window right by a fraction of it, by a candle at least. */
  panByWindow(fraction: number): void {
    this.pan(Math.sign(fraction) * Math.max(1, Math.abs(fraction) * this.#view.span));
  }

  showOldest(): void {
    this.pan(-this.#seen);
  }

  showNewest(): void {
    this.#move(followNewest(this.#seen, this.#view.span));
  }

  /** Moves the window right by `candles`. */
  pan(candles: number): void {
    this.#move(panViewport(this.#view, candles, this.#seen));
  }

  /** Shows the newest candles as at the start, with the price axis as they need it. */
  reset(): void {
    this.#move(followNewest(this.#seen, this.#host.readFirstSpan()));
    this.setScale({ ...this.#scale, range: null });
  }

  /** Shows the source bars from `from` to `to` with room beside them, in the shortest candles that can be read. */
  showBars(from: number, to: number): void {
    const margin = (to - from) * openMargin;
    const { bars } = this.#host.readSource().candles;
    this.#wanted = { from: from - margin, to: to + margin };
    this.#host.oninterval(bars.intervalMs);
    this.update(this.#host.readSource());
  }

  /** Marks source bar `index`, and moves the window to it where it is not in view; nothing after the playhead is shown. */
  showBar(index: BarIndex): void {
    const { candles, playhead } = this.#host.readSource();
    const marked = Math.max(0, Math.min(index, playhead - 1));
    this.tools.mark(marked);
    const middle = toPosition(candles.display, marked, playhead);
    const { start, span } = this.#view;
    if (middle >= start && middle <= start + span) return;
    this.#move(panViewport(this.#view, middle - start - span / 2, this.#seen));
  }

  /** Moves the window to the bar at or before `time`. */
  showTime(time: number): void {
    const { bars } = this.#host.readSource().candles;
    this.showBar(findFirstAbove(bars.openTime, time) - 1);
  }

  /** Moves the edges of the window to source bars, as fractions. */
  showEdges(from: number, to: number): void {
    const { candles, playhead } = this.#host.readSource();
    const convert = (bar: number): number => toPosition(candles.display, bar, playhead);
    this.#move(fitViewport(convert(from), convert(to), this.#seen));
  }

  setScale(scale: PriceScale): void {
    this.#scale = scale;
    this.#host.onscale(scale);
    this.redraw();
  }

  /** Makes the price range `1 / factor` as high. */
  scalePrices(factor: number): void {
    const price = this.#priceStage();
    if (price === null) return;
    const range = scaleRange(price.extent, factor, price.isLog);
    this.setScale({ ...this.#scale, range });
  }

  /** Measures from the first to the last close in view. */
  measureWindow(): void {
    this.tools.measureCloses(this.readWindow(), this.#host.readSource());
  }

  /** Moves the crosshair right by `candles`, from the newest visible candle at first. */
  moveCrosshair(candles: number): void {
    const plot = this.#plot;
    if (plot === null) return;
    const { source, view } = this.show();
    const { start, span } = view;
    const slot = this.#plotWidth() / span;
    const seen = countSeen(source.candles.display, source.playhead);
    const newest = Math.min(seen, Math.floor(start + span)) - 1;
    const cursor = this.#cursor;
    const from = cursor === null ? newest - candles : Math.floor(start + cursor.left / slot);
    const candle = Math.min(newest, Math.max(Math.ceil(start), from + candles));
    const top = cursor?.top ?? plot.over.clientHeight / 4;
    plot.setCursor({ left: (candle + 0.5 - start) * slot, top });
  }

  /** Asks for candles of `intervalMs`, if the bars can be merged to them. */
  chooseInterval(intervalMs: number): void {
    const { intervals } = this.#host.readCandleSet();
    if (intervals.includes(intervalMs)) this.#host.oninterval(intervalMs);
  }

  /** Returns what is drawn, for a picture of it; null before the first drawing. */
  readDrawn(): DrawnChart | null {
    if (this.#plot === null || this.#picture === null) return null;
    return { canvas: this.#plot.ctx.canvas, theme: this.#picture.theme, ...this.show() };
  }

  /** Returns options with which this view does all painting; uPlot only provides the canvas and the crosshair. */
  readonly build = (theme: ChartTheme): ChartOptions => ({
    padding: [0, valueAxisWidth, timeAxisHeight, 0],
    legend: { show: false },
    scales: { x: { time: false, range: [0, 1] }, y: { range: [0, 1] } },
    axes: [{ show: false }, { show: false }],
    series: [{}, { show: false }],
    cursor: {
      drag: { x: false, y: false, setScale: false },
      points: { show: false },
      move: (_plot, left, top) => [left < 0 ? left : this.#snapToCandle(left), top],
    },
    hooks: {
      draw: [(plot) => this.#draw(plot, theme)],
      setCursor: [
        ({ cursor: { left = -1, top = -1 } }) => {
          this.#cursor = left < 0 ? null : { left, top };
          this.#showLegend();
        },
      ],
    },
  });

  readonly attach = (plot: uPlot | null): void => {
    this.#plot = plot;
    this.#cursor = null;
    if (plot === null) {
      cancelAnimationFrame(this.#frameRequest);
      this.#frameRequest = 0;
      this.#telling.cancel();
      return;
    }
    attachGestures(plot.over, {
      onpress: (point, event) => this.tools.press(point, event),
      onpan: (right, down) => {
        this.#movePrices(down);
        this.pan((-right * this.#view.span) / this.#plotWidth());
      },
      onzoom: (factor, x) => this.zoom(factor, x / this.#plotWidth()),
      onclick: (point) => this.tools.click(point),
      ondoubleclick: () => this.reset(),
      onhover: (point) => this.tools.hover(point),
    });
    const isOnAxis = ({ x, y }: Point): boolean => {
      const pane = this.#priceStage()?.pane;
      return x > this.#plotWidth() && pane !== undefined && y >= pane.top && y <= pane.bottom;
    };
    attachAxisGestures(plot.root, isOnAxis, {
      onscale: (factor) => this.scalePrices(factor),
      onreset: () => this.setScale({ ...this.#scale, range: null }),
    });
  };

  /** Returns the last picture's stage of the prices. */
  #priceStage(): PaneStage | null {
    if (this.#plot === null || this.#picture === null) return null;
    return findPriceStage(this.#plot.ctx, this.#picture, 1);
  }

  /** Returns the source bar of the candle at `x`, a fraction. */
  #barAt(x: number): number {
    const { source, view } = this.show();
    const candle = Math.floor(view.start + (x / this.#plotWidth()) * view.span) + 0.5;
    return toBar(source.candles.display, candle, source.playhead);
  }

  /** A price range that a person has set goes with the drag. */
  #movePrices(down: number): void {
    const stage = this.#priceStage();
    if (this.#scale.range === null || stage === null || down === 0) return;
    const fraction = down / (stage.pane.bottom - stage.pane.top);
    this.setScale({ ...this.#scale, range: moveRange(stage.extent, fraction, stage.isLog) });
  }

  /** Returns the source with the candles that are drawn, and the window over those. */
  show(): { readonly source: MarketSource; readonly view: Viewport } {
    const source = this.#host.readSource();
    const set = this.#host.readCandleSet();
    const { display } = source.candles;
    const chosen = { span: this.#view.span, intervalMs: display.intervalMs };
    const intervalMs = pickReadableInterval(set.intervals, chosen, this.#plotWidth());
    if (intervalMs === display.intervalMs) return { source, view: this.#view };
    const candles = set.at(intervalMs);
    return {
      source: { ...source, candles },
      view: convertViewport(this.#view, display, candles.display, source.playhead),
    };
  }

  #draw({ ctx, width, height }: uPlot, theme: ChartTheme): void {
    if (width <= valueAxisWidth) return;
    const { source, view } = this.show();
    const { candles, playhead } = source;
    const scene = buildMarketScene(source, view, this.#plotWidth(), this.#scale);
    const layout = layoutPanes(
      width,
      height,
      scene.panes.map(({ spec }) => spec),
    );
    this.#picture = { scene, layout, theme };
    paintMarket(ctx, this.#picture, ctx.canvas.width / width, (stage) =>
      paintDrawings(stage, this.tools.drawings, {
        toCandle: (bar) => toPosition(candles.display, bar, playhead),
        barIntervalMs: candles.bars.intervalMs,
      }),
    );
    this.#telling.ask(this.#isMoved);
    this.#isMoved = false;
  }

  #tell(): void {
    const { intervalMs } = this.show().source.candles.display;
    this.#host.onwindow({ ...this.readWindow(), intervalMs });
    this.#showLegend();
  }

  /** Returns the source bars at the edges of the window, as fractions. */
  readWindow(): { readonly from: number; readonly to: number } {
    const { candles, playhead } = this.#host.readSource();
    const { start, span } = this.#view;
    const convert = (position: number): number => toBar(candles.display, position, playhead);
    return { from: convert(start), to: convert(start + span) };
  }

  #showLegend(): void {
    const { source, view } = this.show();
    const [cursor, drawn] = [this.#cursor, this.#picture];
    const candle =
      cursor === null
        ? null
        : Math.floor(view.start + (cursor.left / this.#plotWidth()) * view.span);
    this.#host.onlegend(buildLegendRow(source, candle));
    this.#host.oncrosshair(
      cursor === null || drawn === null ? null : readCrosshair(source, drawn, cursor),
    );
  }

  #move(view: Viewport): void {
    this.#view = view;
    this.redraw();
  }

  /** Draws again, and tells at once what is in view then. */
  redraw(): void {
    this.#isMoved = true;
    this.#requestFrame();
  }

  /** Draws at most once per display frame, with the newest source; not while the page is hidden. */
  #requestFrame(): void {
    if (this.#frameRequest !== 0) return;
    this.#frameRequest = requestAnimationFrame(() => {
      this.#frameRequest = 0;
      this.#plot?.redraw(false, false);
    });
  }

  /** Returns the x of the nearest candle's middle. */
  #snapToCandle(left: number): number {
    const { start, span } = this.show().view;
    const slot = this.#plotWidth() / span;
    return (Math.floor(start + left / slot) + 0.5 - start) * slot;
  }

  #plotWidth(): number {
    return this.#plot === null ? this.#view.span : Math.max(1, this.#plot.width - valueAxisWidth);
  }
}
