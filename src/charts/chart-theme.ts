import type uPlot from 'uplot';

/** The colours and the font of the design tokens, as a canvas needs them. */
export interface ChartTheme {
  readonly surface: string;
  readonly surface2: string;
  readonly count: string;
  readonly grid: string;
  readonly line: string;
  readonly text: string;
  readonly textDim: string;
  readonly textFaint: string;
  readonly chartLine: string;
  readonly up: string;
  readonly down: string;
  readonly onUp: string;
  readonly onDown: string;
  readonly upSoft: string;
  readonly downSoft: string;
  readonly model: string;
  readonly modelText: string;
  readonly modelSoft: string;
  readonly smaFast: string;
  readonly smaSlow: string;
  readonly ema: string;
  readonly vwap: string;
  readonly band: string;
  readonly warn: string;
  readonly inSample: string;
  /** A font family list. */
  readonly font: string;
}

/** One colour of the theme. */
export type ColorToken = Exclude<keyof ChartTheme, 'font'>;

const properties: Readonly<Record<keyof ChartTheme, `--${string}`>> = {
  surface: '--surface-0',
  surface2: '--surface-2',
  count: '--count',
  grid: '--surface-2',
  line: '--line',
  text: '--text',
  textDim: '--text-dim',
  textFaint: '--text-faint',
  chartLine: '--chart-line',
  up: '--up',
  down: '--down',
  onUp: '--on-up',
  onDown: '--on-down',
  upSoft: '--up-soft',
  downSoft: '--down-soft',
  model: '--model',
  modelText: '--model-text',
  modelSoft: '--model-soft',
  smaFast: '--sma-fast',
  smaSlow: '--sma-slow',
  ema: '--ema',
  vwap: '--vwap',
  band: '--band',
  warn: '--warn',
  inSample: '--in-sample',
  font: '--font',
};

/** Returns the name of the custom property of a colour. */
export function propertyOf(color: ColorToken): string {
  return properties[color];
}

/** Returns the current values of the design tokens for `element`. */
export function readChartTheme(element: Element): ChartTheme {
  const style = getComputedStyle(element);
  const entries = Object.entries(properties).map(([name, property]) => [
    name,
    style.getPropertyValue(property).trim(),
  ]);
  return Object.fromEntries(entries) as ChartTheme;
}

/** Calls `onChange` when the page's theme or palette changes; returns a function that stops this. */
export function observeTheme(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['data-theme', 'data-palette'],
  });
  const scheme = matchMedia('(prefers-color-scheme: light)');
  scheme.addEventListener('change', onChange);
  return () => {
    observer.disconnect();
    scheme.removeEventListener('change', onChange);
  };
}

/** uPlot options without a size, which follows the element. */
export type ChartOptions = Omit<uPlot.Options, 'width' | 'height'>;

/** Returns an axis in the style of all charts: faint labels, thin grid, no ticks. */
export function buildAxis(theme: ChartTheme, axis: uPlot.Axis = {}): uPlot.Axis {
  const font = `11px ${theme.font}`;
  const grid = { stroke: theme.grid, width: 1 };
  return {
    stroke: theme.textFaint,
    font,
    labelFont: font,
    labelSize: 18,
    gap: 6,
    ticks: { show: false },
    ...axis,
    grid: { ...grid, ...axis.grid },
  };
}
