/** Returns the decimals that prices of this magnitude are written with, 0 to 10. */
export function pickPriceDecimals(price: number): number {
  if (!(price > 0) || !Number.isFinite(price)) return 2;
  if (price >= 10_000) return 1;
  if (price >= 100) return 2;
  if (price >= 1) return 4;
  return Math.min(10, 4 - Math.floor(Math.log10(price)));
}

/** Returns the decimals that tell multiples of `step` apart: 0 for 50, 2 for 0.25, 1 for 0.1. */
export function pickStepDecimals(step: number): number {
  for (let decimals = 0; decimals < 10; decimals++) {
    const scaled = step * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * Math.abs(scaled)) return decimals;
  }
  return 10;
}

/** Returns `value` with thousands separators and a real minus sign; an en dash when undefined. */
export function formatFixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return '–';
  return findFormat(decimals).format(value).replace('-', '−');
}

const formats = new Map<number, Intl.NumberFormat>();

function findFormat(decimals: number): Intl.NumberFormat {
  let format = formats.get(decimals);
  if (format === undefined) {
    format = new Intl.NumberFormat('en-US', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    formats.set(decimals, format);
  }
  return format;
}
