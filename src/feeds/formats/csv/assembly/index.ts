export { hasQuotes, isQuoted, lineCount, scanLines, startScan } from './scan-lines';
export { oddCount } from './plan';
export { isAscii } from './read-even-rows';
export { readRows } from './read-rows';

/** The first address that a text may be put at. */
export function getFreeAddress(): usize {
  return (__heap_base + 15) & ~15;
}
