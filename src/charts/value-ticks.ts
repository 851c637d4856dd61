import { formatFixed, pickStepDecimals } from './price-format';

/** A labelled position on a value axis. */
export interface ValueTick {
  readonly value: number;
  readonly label: string;
}

/** Returns at most `count` ticks at multiples of 1, 2, 2.5 or 5 times a power of ten. */
export function buildValueTicks(min: number, max: number, count: number): ValueTick[] {
  if (!(max > min) || count < 1) return [];
  const step = pickValueStep(max - min, count);
  const decimals = pickStepDecimals(step);
  const ticks: ValueTick[] = [];
  for (let k = Math.ceil(min / step - 1e-9); k * step <= max + step * 1e-9; k++) {
    ticks.push({ value: k * step, label: formatFixed(k * step, decimals) });
  }
  return ticks;
}

function pickValueStep(extent: number, count: number): number {
  const power = 10 ** Math.floor(Math.log10(extent / count));
  for (const multiple of [1, 2, 2.5, 5, 10, 20, 25]) {
    const step = multiple * power;
    if (Math.floor(extent / step + 1e-6) + 1 <= count) return step;
  }
  return 50 * power;
}
