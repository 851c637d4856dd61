import type { Feature } from './feature';
import { builtInFeatures } from './list';
import { declareRaw } from './raw';
import { declareSymbol } from './symbols';
import { isHigher, raiseFeature, type Timeframe, timeframes } from './timeframes';

/**
 * Returns the feature that a name stands for in bars of `intervalMs`: an entry of the list, with `@15m` at its
 * end that entry in a higher timeframe, the symbol of a market (`symbols.ts`), or a column of the bars as it is (`raw.ts`). Undefined for anything else, such as a further column of a file.
 */
export function findFeature(name: string, intervalMs: number): Feature | undefined {
  const { base, timeframe } = readName(name);
  if (base === undefined || timeframe === undefined) return base;
  return isHigher(timeframe, intervalMs) ? raiseFeature(base, timeframe, intervalMs) : undefined;
}

/** Whether a name stands for a feature that is made of bars, and not for a further column of a file. */
export function isMadeOfBars(name: string): boolean {
  return readName(name).base !== undefined;
}

function readName(name: string): { base?: Feature | undefined; timeframe?: Timeframe | undefined } {
  const other = declareSymbol(name) ?? declareRaw(name);
  if (other !== undefined) return { base: other };
  const entry = (wanted: string) => builtInFeatures.find((feature) => feature.name === wanted);
  const at = name.lastIndexOf('@');
  const timeframe = timeframes.find((one) => one.name === name.slice(at + 1));
  if (at < 0 || timeframe === undefined) return { base: entry(name) };
  return { base: entry(name.slice(0, at)), timeframe };
}
