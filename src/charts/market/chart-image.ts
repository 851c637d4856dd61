import { formatInterval } from '../../core/bars/interval';
import { formatDay, formatUtcDate, formatUtcTime } from '../../core/format';
import type { ChartTheme } from '../chart-theme';
import { countSeen } from './candles';
import type { MarketSource } from './layer';
import { buildLegendRow } from './legend';
import { type Viewport, findVisibleCandles } from './viewport';

/** What stands above a chart in a picture of it. */
interface Caption {
  readonly title: string;
  /** Values of the legend, which wrap. */
  readonly values: readonly string[];
}

const margin = 12;
const titleHeight = 26;
const rowHeight = 18;

/** Returns title, legend at the last visible candle, and file name of a picture of what `view` shows. */
export function describePicture(
  { source, view }: Pick<DrawnChart, 'source' | 'view'>,
  title: string,
): Caption & { readonly name: string } {
  const { display } = source.candles;
  const { start, end } = findVisibleCandles(view, countSeen(display, source.playhead));
  const interval = formatInterval(display.intervalMs);
  const tell = (candle: number): string => {
    const time = display.openTime[candle];
    return `${formatDay(time)} ${formatUtcTime(time)}`;
  };
  const range = end > start ? `, ${tell(start)} to ${tell(end - 1)} UTC` : '';
  const day = end > start ? `-${formatUtcDate(display.openTime[end - 1])}` : '';
  return {
    title: `${title}, ${interval} candles${range}`,
    values: buildLegendRow(source, end - 1).values.map(({ name, text }) => `${name} ${text}`),
    name: `${title.replace(/[^\w.-]+/g, '-')}-${interval}${day}.png`,
  };
}

/** What a chart has drawn: `canvas` shows `view` of `source`. */
export interface DrawnChart {
  readonly canvas: HTMLCanvasElement;
  readonly theme: ChartTheme;
  readonly source: MarketSource;
  readonly view: Viewport;
}

/** Returns a PNG of a chart with market, candles, dates and legend above it. */
export async function drawChartImage(
  { canvas, theme }: DrawnChart,
  { title, values }: Caption,
): Promise<Blob> {
  const pixelRatio = devicePixelRatio;
  const picture = document.createElement('canvas');
  const context = picture.getContext('2d');
  if (context === null) throw new Error('chart image: the browser gives no canvas to draw on');
  const width = canvas.width / pixelRatio + 2 * margin;
  const font = `12px ${theme.font}`;
  context.font = font;
  const rows = wrap(values, width - 2 * margin, (text) => context.measureText(text).width);
  const captionHeight = margin + titleHeight + rows.length * rowHeight;
  picture.width = width * pixelRatio;
  picture.height = captionHeight * pixelRatio + canvas.height + margin * pixelRatio;
  context.scale(pixelRatio, pixelRatio);
  context.fillStyle = theme.surface;
  context.fillRect(0, 0, width, picture.height / pixelRatio);
  context.textBaseline = 'middle';
  context.fillStyle = theme.text;
  context.font = `600 14px ${theme.font}`;
  context.fillText(title, margin, margin + titleHeight / 2, width - 2 * margin);
  context.fillStyle = theme.textDim;
  context.font = font;
  for (const [at, row] of rows.entries()) {
    context.fillText(row, margin, margin + titleHeight + (at + 0.5) * rowHeight);
  }
  context.drawImage(canvas, margin, captionHeight, width - 2 * margin, canvas.height / pixelRatio);
  return new Promise((resolve, reject) => {
    picture.toBlob((blob) => {
      if (blob === null) reject(new Error('chart image: the browser could not write a PNG'));
      else resolve(blob);
    }, 'image/png');
  });
}

/** Returns the texts in rows no wider than `width`, with some room between them. */
export function wrap(
  texts: readonly string[],
  width: number,
  measure: (text: string) => number,
): string[] {
  const space = '   ';
  const rows: string[] = [];
  for (const text of texts) {
    const last = rows.at(-1);
    const joined = last === undefined ? text : `${last}${space}${text}`;
    if (last === undefined || measure(joined) > width) rows.push(text);
    else rows[rows.length - 1] = joined;
  }
  return rows;
}
