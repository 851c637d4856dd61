import type uPlot from 'uplot';
import type { BarRange } from '../../core/bars/bars';
import type { ChartOptions, ChartTheme } from '../chart-theme';
import type { DisplayBars } from './candles';
import { attachGestures } from './gestures';
import { type Viewport, followNewest, panViewport, zoomViewport } from './viewport';
import { type LegendRow, buildLegendRow } from './market-legend';
import { buildMarketOptions } from './market-options';
import { buildMarketScene, countSeen } from './market-scene';
import { type MarketSource, listPanes } from './market-source';
import { findVisibleBars, keepTime } from './market-window';
import { paintMarket } from './paint-market';
import { layoutPanes, valueAxisWidth } from './panes';

/** What a market view reads from its component and tells it. */
export interface MarketViewHost {
  readonly readSource: () => MarketSource;
  readonly isFollowing: () => boolean;
  readonly onfollow: (isFollowing: boolean) => void;
  readonly onlegend: (row: LegendRow | null) => void;
  readonly onvisible: (range: BarRange) => void;
}

/**
 * The window over the candles, the crosshair and the canvas of one market chart.
 *
 * Plain fields, not reactive ones: they change with every frame, and only the canvas shows them.
 */
export class MarketView {
  #host: MarketViewHost;
  #view: Viewport;
  #display: DisplayBars | null = null;
  #plot: uPlot | null = null;
  #cursorLeft: number | null = null;
  #frameRequest = 0;

  /** Begins with `span` candles in sight. */
  constructor(host: MarketViewHost, span: number) {
    this.#host = host;
    this.#view = followNewest(0, span);
  }

  /** Takes over what the source has become and draws it in the next display frame. */
  update(source: MarketSource): void {
    const { display } = source.candles;
    if (this.#display !== null && this.#display !== display) {
      this.#view = keepTime(this.#view, this.#display, display);
    } else if (this.#display === null) {
      this.#view = followNewest(countSeen(source), this.#view.span);
    }
    this.#display = display;
    if (this.#host.isFollowing()) {
      this.#view = followNewest(countSeen(source), this.#view.span);
    }
    this.#requestDraw();
  }

  /** Shows `1 / factor` of the candles, about the newest while following, else about `anchor`. */
  zoom(factor: number, anchor: number): void {
    const seen = countSeen(this.#host.readSource());
    this.#move(zoomViewport(this.#view, factor, this.#host.isFollowing() ? 1 : anchor, seen));
  }

  /** Moves the window right by `candles` and stops following. */
  pan(candles: number): void {
    this.#host.onfollow(false);
    this.#move(panViewport(this.#view, candles, countSeen(this.#host.readSource())));
  }

  /** Zooms, moves or follows as the key says; returns whether it says anything. */
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

  readonly build = (theme: ChartTheme): ChartOptions =>
    buildMarketOptions({
      ondraw: (plot) => {
        this.#draw(plot, theme);
      },
      oncursor: (left) => {
        this.#cursorLeft = left;
        this.#showLegend();
      },
      snapCursor: (left) => {
        const { start } = this.#view;
        return (Math.floor(start + left / this.#slot()) + 0.5 - start) * this.#slot();
      },
    });

  readonly attach = (plot: uPlot | null): void => {
    this.#plot = plot;
    this.#cursorLeft = null;
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
    const source = this.#host.readSource();
    const layout = layoutPanes(width, height, listPanes(source));
    const [price] = layout.panes;
    const scene = buildMarketScene(source, this.#view, layout.plotWidth, price.bottom - price.top);
    const picture = { scene, layout, theme, thresholds: source.thresholds };
    paintMarket(ctx, picture, ctx.canvas.width / width);
    this.#showLegend();
  }

  #showLegend(): void {
    const left = this.#cursorLeft;
    const candle = left === null ? null : Math.floor(this.#view.start + left / this.#slot());
    this.#host.onlegend(buildLegendRow(this.#host.readSource(), candle));
  }

  #move(view: Viewport): void {
    this.#view = view;
    this.#requestDraw();
    this.#host.onvisible(findVisibleBars(view, this.#host.readSource()));
  }

  /** At most one drawing a display frame, of what is newest then; none while the page is hidden. */
  #requestDraw(): void {
    if (this.#frameRequest !== 0) return;
    this.#frameRequest = requestAnimationFrame(() => {
      this.#frameRequest = 0;
      this.#plot?.redraw(false, false);
    });
  }

  #slot(): number {
    const width = this.#plot === null ? this.#view.span : this.#plot.width - valueAxisWidth;
    return width / this.#view.span;
  }
}
