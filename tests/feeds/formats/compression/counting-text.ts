/** The text of `counting.lz4` and `counting.zst`. */
export function countingText(): string {
  const numbers = Array.from({ length: 2000 }, (_, index) => `${index + 1}\n`).join('');
  return numbers + 'time,open,high,low,close,volume\n'.repeat(6000).slice(0, 190_000);
}
