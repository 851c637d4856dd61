import {
  CandlestickSeries,
  createChart,
  HistogramSeries,
  type ISeriesApi,
  LineSeries,
  type UTCTimestamp,
} from 'lightweight-charts';
import { mount } from 'svelte';
import type { Bars } from '../../src/core/bars/bars';
import { computeRsi, computeSma } from '../../src/core/features/indicators';
import { createRandom } from '../../src/core/random';
import MarketChart from '../../src/charts/MarketChart.svelte';
import '../../src/ui/base.css';
import type { ChartBench, ChartOperation, ChartRequest } from './chart-job';

declare global {
  interface Window {
    chartBench?: ChartBench;
  }
}

const width = 1280;
const height = 720;
const firstCandles = 180;
const intervalMs = 60_000;

/** Moves a chart's window by candles, or shows `1 / factor` of them about its middle. */
interface OpenChart {
  pan(candles: number): void;
  zoom(factor: number): void;
}

let chart: OpenChart | undefined;

window.chartBench = {
  async open({ kind, bars: count }: ChartRequest) {
    const target = document.getElementById('chart');
    if (target === null) throw new Error('the bench page has no element #chart');
    target.style.width = `${width}px`;
    target.style.height = `${height}px`;
    const bars = walkBars(count);
    const probability = Float32Array.from(bars.close, (_, at) => 0.5 + 0.03 * Math.sin(at / 40));
    const from = performance.now();
    chart =
      kind === 'ours' ? openOurs(target, bars, probability) : openPeer(target, bars, probability);
    await nextFrame();
    await nextFrame();
    return performance.now() - from;
  },
  async play(operation, frames) {
    performance.mark('bench-start');
    for (let frame = 0; frame < frames; frame++) {
      await nextFrame();
      move(operation);
    }
    await nextFrame();
    performance.mark('bench-end');
  },
  move,
};

function move(operation: ChartOperation): void {
  if (chart === undefined) throw new Error('no chart has been opened');
  if (operation.kind === 'pan') chart.pan(operation.candles);
  else chart.zoom(operation.factor);
}

function openOurs(target: HTMLElement, bars: Bars, probability: Float32Array): OpenChart {
  const playhead = bars.close.length;
  const props = { bars, playhead, probability, visibleBars: firstCandles };
  return mount(MarketChart, { target, props }) as unknown as OpenChart;
}

/** The same candles, volume, averages, RSI and probability on lightweight-charts, which merges what is too dense to see. */
function openPeer(target: HTMLElement, bars: Bars, probability: Float32Array): OpenChart {
  const peer = createChart(target, {
    width,
    height,
    layout: { background: { color: '#000000' }, textColor: '#cccccc' },
    timeScale: { minBarSpacing: 1e-4, enableConflation: true, timeVisible: true },
  });
  const times = Array.from(bars.openTime, (ms) => (ms / 1000) as UTCTimestamp);
  const addLine = (values: ArrayLike<number>, color: string, pane: number): void => {
    const points = times.map((time, at) => ({ time, value: values[at] }));
    const options = { color, lineWidth: 1 as const, priceLineVisible: false };
    peer.addSeries(LineSeries, options, pane).setData(points.filter(({ value }) => value > 0));
  };
  const { open, high, low, close, volume } = bars;
  const candles: ISeriesApi<'Candlestick'> = peer.addSeries(CandlestickSeries, {}, 0);
  candles.setData(
    times.map((time, at) => ({
      time,
      open: open[at],
      high: high[at],
      low: low[at],
      close: close[at],
    })),
  );
  addLine(computeSma(close, 20), '#f0b90b', 0);
  addLine(computeSma(close, 60), '#2196f3', 0);
  peer.addSeries(HistogramSeries, { priceFormat: { type: 'volume' } }, 1).setData(
    times.map((time, at) => ({
      time,
      value: volume[at],
      color: close[at] >= open[at] ? '#00c805' : '#ff3b69',
    })),
  );
  addLine(computeRsi(close, 14, 'wilder'), '#cccccc', 2);
  addLine(probability, '#9d4edd', 3);
  let span = firstCandles;
  let start = times.length - span;
  const show = (): void =>
    peer.timeScale().setVisibleLogicalRange({ from: start, to: start + span });
  show();
  return {
    pan(count) {
      start += count;
      show();
    },
    zoom(factor) {
      const middle = start + span / 2;
      span = Math.min(times.length, span / factor);
      start = middle - span / 2;
      show();
    },
  };
}

/** Minute bars of a random walk. */
function walkBars(count: number): Bars {
  const random = createRandom(1);
  const column = () => new Float64Array(count);
  const [openTime, open, high, low, close, volume] = Array.from({ length: 6 }, column);
  let price = 40_000;
  for (let at = 0; at < count; at++) {
    openTime[at] = Date.UTC(2023, 0, 1) + at * intervalMs;
    open[at] = price;
    price *= 1 + 0.0005 * random.normal();
    close[at] = price;
    high[at] = Math.max(open[at], price) * (1 + 0.0003 * random.uniform());
    low[at] = Math.min(open[at], price) * (1 - 0.0003 * random.uniform());
    volume[at] = 10 * random.uniform();
  }
  return { intervalMs, openTime, open, high, low, close, volume };
}

function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => resolve());
  });
}
