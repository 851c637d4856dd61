import type uPlot from 'uplot';
import type { BarRange } from '../../core/bars/bars';
import type { ChartOptions, ChartTheme } from '../chart-theme';
import { attachGestures } from './gestures';
import { type DisplayBars, countSeen } from './candles';
import { type Crosshair, type DrawnMarket, readCrosshair } from './crosshair';
import type { MarketSource } from './layer';
import { type LegendRow, buildLegendRow } from './legend';
import { paintMarket } from './paint';
import { layoutPanes, timeAxisHeight, valueAxisWidth } from './panes';
import { buildMarketScene } from './scene';
import {
  type Viewport,
  findVisibleBars,
  followNewest,
  keepTime,
  panViewport,
  zoomViewport,
} from './viewport';

/** uPlot needs points for its crosshair to show; the bars are painted by the draw hook. */
export const marketData: uPlot.AlignedData = [
  [0, 1],
  [0, 0],
];

/** What a market view reads from its component, and the callbacks that it calls. */
interface MarketViewHost {
  readonly readSource: () => MarketSource;
  readonly isFollowing: () => boolean;
  readonly onfollow: (isFollowing: boolean) => void;
  readonly onlegend: (row: LegendRow) => void;
  /** What the crosshair points at; null where it is not over the chart. */
  readonly oncrosshair: (crosshair: Crosshair | null) => void;
  readonly onvisible: (range: BarRange) => void;
}

/**
 * The window over the candles, the crosshair and the canvas of one market chart.
 *
 * Its fields are not reactive, since they change with every frame and only the canvas shows them.
 */
export class MarketView {
  #host: MarketViewHost;
  #view: Viewport;
  #display: DisplayBars | null = null;
  #plot: uPlot | null = null;
  #cursor: { readonly left: number; readonly top: number } | null = null;
  #drawn: DrawnMarket | null = null;
  #frameRequest = 0;

  /** Starts with `span` visible candles. */
  constructor(host: MarketViewHost, span: number) {
    this.#host = host;
    this.#view = followNewest(0, span);
  }

  /** Draws the changed source in the next display frame. */
  update(source: MarketSource): void {
    const { display } = source.candles;
    if (this.#display !== null && this.#display !== display) {
      this.#view = keepTime(this.#view, this.#display, display);
    } else if (this.#display === null) {
      this.#view = followNewest(countSeen(display, source.playhead), this.#view.span);
    }
    this.#display = display;
    if (this.#host.isFollowing()) {
      this.#view = followNewest(countSeen(display, source.playhead), this.#view.span);
    }
    this.#requestDraw();
  }

  /** Shows `1 / factor` of the candles, centred on the newest while following, else on `anchor`. */
  zoom(factor: number, anchor: number): void {
    const about = this.#host.isFollowing() ? 1 : anchor;
    this.#move(zoomViewport(this.#view, factor, about, this.#countSeen()));
  }

  /** Moves the window right by `candles` and stops following. */
  pan(candles: number): void {
    this.#host.onfollow(false);
    this.#move(panViewport(this.#view, candles, this.#countSeen()));
  }

  /** Moves the crosshair right by `candles`, from the newest visible candle at first. */
  moveCrosshair(candles: number): void {
    const plot = this.#plot;
    if (plot === null) return;
    const { start, span } = this.#view;
    const slot = this.#slot();
    const newest = Math.min(this.#countSeen(), Math.floor(start + span)) - 1;
    const cursor = this.#cursor;
    const from = cursor === null ? newest - candles : Math.floor(start + cursor.left / slot);
    const candle = Math.min(newest, Math.max(Math.ceil(start), from + candles));
    const top = cursor?.top ?? plot.over.clientHeight / 4;
    plot.setCursor({ left: (candle + 0.5 - start) * slot, top });
  }

  /** Zooms, moves or follows for a key; returns whether the key has a meaning. */
  handleKey(key: string): boolean {
    const step = Math.max(1, this.#view.span / 10);
    if (key === '+' || key === '=') this.zoom(1.25, 0.5);
    else if (key === '-') this.zoom(0.8, 0.5);
    else if (key === 'ArrowLeft') this.pan(-step);
    else if (key === 'ArrowRight') this.pan(step);
    else if (key === 'End') this.#host.onfollow(true);
    else return false;
    return true;
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
      return;
    }
    attachGestures(plot.over, {
      onpan: (pixels) => {
        this.pan(-pixels / this.#slot());
      },
      onzoom: (factor, x) => {
        this.zoom(factor, x / plot.over.clientWidth);
      },
      ondoubleclick: () => {
        this.#host.onfollow(true);
      },
    });
  };

  #draw({ ctx, width, height }: uPlot, theme: ChartTheme): void {
    if (width <= valueAxisWidth) return;
    const plotWidth = width - valueAxisWidth;
    const scene = buildMarketScene(this.#host.readSource(), this.#view, plotWidth);
    const layout = layoutPanes(
      width,
      height,
      scene.panes.map(({ spec }) => spec),
    );
    paintMarket(ctx, { scene, layout, theme }, ctx.canvas.width / width);
    this.#drawn = { scene, layout };
    this.#showLegend();
  }

  #showLegend(): void {
    const source = this.#host.readSource();
    const [cursor, drawn] = [this.#cursor, this.#drawn];
    const candle =
      cursor === null ? null : Math.floor(this.#view.start + cursor.left / this.#slot());
    this.#host.onlegend(buildLegendRow(source, candle));
    this.#host.oncrosshair(
      cursor === null || drawn === null ? null : readCrosshair(source, drawn, cursor),
    );
  }

  #move(view: Viewport): void {
    this.#view = view;
    this.#requestDraw();
    const { candles, playhead } = this.#host.readSource();
    this.#host.onvisible(findVisibleBars(view, candles.display, playhead));
  }

  /** Draws at most once per display frame, with the newest source; not while the page is hidden. */
  #requestDraw(): void {
    if (this.#frameRequest !== 0) return;
    this.#frameRequest = requestAnimationFrame(() => {
      this.#frameRequest = 0;
      this.#plot?.redraw(false, false);
    });
  }

  #countSeen(): number {
    const { candles, playhead } = this.#host.readSource();
    return countSeen(candles.display, playhead);
  }

  /** Returns the x of the nearest candle's middle. */
  #snapToCandle(left: number): number {
    const { start } = this.#view;
    return (Math.floor(start + left / this.#slot()) + 0.5 - start) * this.#slot();
  }

  #slot(): number {
    const width = this.#plot === null ? this.#view.span : this.#plot.width - valueAxisWidth;
    return width / this.#view.span;
  }
}
