import type { ChartTheme } from './chart-theme';

/** A value of the legend. */
interface CaptionLabel {
  readonly text: string;
  /** Of the line that it is about, where there is one. */
  readonly color?: string;
}

/** What stands above a chart in a picture of it. */
export interface Caption {
  readonly title: string;
  /** They wrap. */
  readonly labels: readonly CaptionLabel[];
}

const margin = 12;
const titleHeight = 26;
const rowHeight = 18;
/** Length of the line before a label, and the room after it and between labels, CSS pixels. */
const swatch = 12;
const gap = 5;
const labelGap = 14;

/** Returns a PNG of a chart that `canvas` holds, with title and legend above it. */
export async function drawChartImage(
  canvas: HTMLCanvasElement,
  theme: ChartTheme,
  { title, labels }: Caption,
): Promise<Blob> {
  const pixelRatio = devicePixelRatio;
  const picture = document.createElement('canvas');
  const context = picture.getContext('2d');
  if (context === null) throw new Error('chart image: the browser gives no canvas to draw on');
  const width = canvas.width / pixelRatio + 2 * margin;
  const font = `12px ${theme.font}`;
  context.font = font;
  const rows = wrapLabels(
    labels.map(({ text, color }) => context.measureText(text).width + (color ? swatch + gap : 0)),
    width - 2 * margin,
  );
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
  context.font = font;
  for (const [row, places] of rows.entries()) {
    const y = margin + titleHeight + (row + 0.5) * rowHeight;
    for (const { at, x } of places) paintLabel(context, theme, labels[at], margin + x, y);
  }
  context.drawImage(canvas, margin, captionHeight, width - 2 * margin, canvas.height / pixelRatio);
  return new Promise((resolve, reject) => {
    picture.toBlob((blob) => {
      if (blob === null) reject(new Error('chart image: the browser could not write a PNG'));
      else resolve(blob);
    }, 'image/png');
  });
}

function paintLabel(
  context: CanvasRenderingContext2D,
  theme: ChartTheme,
  { text, color }: CaptionLabel,
  x: number,
  y: number,
): void {
  if (color !== undefined) {
    context.fillStyle = color;
    context.fillRect(x, y - 1, swatch, 2);
  }
  context.fillStyle = theme.textDim;
  context.fillText(text, color === undefined ? x : x + swatch + gap, y);
}

/** Returns in which row, no longer than `length`, and where in it each label lies, by the widths of the labels. */
export function wrapLabels(
  widths: readonly number[],
  length: number,
): readonly (readonly { readonly at: number; readonly x: number }[])[] {
  const rows: { at: number; x: number }[][] = [];
  let end = Infinity;
  for (const [at, width] of widths.entries()) {
    const x = end + labelGap;
    if (x + width > length) rows.push([{ at, x: 0 }]);
    else rows[rows.length - 1].push({ at, x });
    end = (rows.at(-1)?.at(-1)?.x ?? 0) + width;
  }
  return rows;
}
