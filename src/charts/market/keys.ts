import { candleIntervals } from './candles';
import type { MarketView } from './view';

const stretch = 1.15;

/** What each key does while the focus is on a chart. */
const actions: Readonly<Record<string, (view: MarketView) => void>> = {
  '+': (view) => view.zoom(1.25),
  '=': (view) => view.zoom(1.25),
  '-': (view) => view.zoom(0.8),
  ArrowLeft: (view) => view.panByWindow(-0.1),
  ArrowRight: (view) => view.panByWindow(0.1),
  PageUp: (view) => view.panByWindow(-1),
  PageDown: (view) => view.panByWindow(1),
  ArrowUp: (view) => view.scalePrices(stretch),
  ArrowDown: (view) => view.scalePrices(1 / stretch),
  Home: (view) => view.showOldest(),
  End: (view) => view.showNewest(),
  '0': (view) => view.reset(),
  Escape: (view) => view.tools.clear(),
  m: (view) => view.measureWindow(),
};

/** Does what `key` means for a chart; returns whether it means something. Digits from 1 choose the length of candles. */
export function handleChartKey(view: MarketView, key: string): boolean {
  const intervalMs = candleIntervals[Number(key) - 1] as number | undefined;
  if (intervalMs !== undefined) view.chooseInterval(intervalMs);
  else if (Object.hasOwn(actions, key)) actions[key](view);
  else return false;
  return true;
}
