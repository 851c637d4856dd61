import { describeMarket } from '../../src/core/market-name';
import { noDecisions } from '../../src/core/import';
import { createRandom, deriveSeed } from '../../src/core/random';
import { importFiles, type ImportResult } from '../../src/feeds/import-files';
import type { ImportedBars } from '../../src/feeds/merge-parts';
import { catalogue } from './catalogue';
import { type CatalogueEntry, day, hour, type Scene, type WrittenFile } from './entry';
import { type KnownBar, type KnownMarket, makeMarket } from './known-bars';

/** What became of one variant of a shape. */
export interface ShapeOutcome {
  readonly entry: CatalogueEntry;
  readonly file: WrittenFile;
  readonly kind: 'same' | 'asked' | 'refused' | 'other';
  /** What is other, or what was said. */
  readonly detail: string;
  /** Whether this outcome is allowed: the same bars, or a question where one may come. */
  readonly isRight: boolean;
}

/** Writes variant `number` of the catalogue, imports it and compares; a seed and number give always the same. */
export async function tryShape(seed: number, number: number): Promise<ShapeOutcome> {
  const entry = catalogue[number % catalogue.length];
  const scene = makeScene(entry, deriveSeed(seed, number));
  const file = entry.write(scene);
  const result = await importFiles(
    [new File([file.content], file.name)],
    noDecisions,
    () => undefined,
    { parquetWasm: '' },
  );
  const { kind, detail } = judge(result, entry, file, scene.market);
  const mayAsk = file.mayAsk === true || isDoubtful(detail, scene.market);
  const isRight = kind === 'same' || (kind === 'asked' && mayAsk);
  return { entry, file, kind, detail, isRight };
}

/** Whether a question is due whoever wrote the file: its first bar or its digits can be read both ways. */
function isDoubtful(detail: string, { digits, intervalMs }: KnownMarket): boolean {
  const isEndOfBar = intervalMs >= hour && detail.startsWith('Times may be ends of bars');
  return isEndOfBar || (digits === 3 && detail.includes('is the decimal sign or parts thousands'));
}

function makeScene({ intervals, kind }: CatalogueEntry, seed: number): Scene {
  const random = createRandom(seed);
  const pick = <Value>(values: readonly Value[]): Value => values[random.below(values.length)];
  const chance = (share: number): boolean => random.uniform() < share;
  const intervalMs = pick(intervals);
  // Not in the nights in which clocks of New York are put back and show an hour twice, which no bar of a stock is in.
  const month = intervalMs === day ? random.below(24) : pick([0, 1, 5, 6, 7, 8, 11, 12, 17, 18]);
  const hours = intervalMs === day ? 0 : random.below(20);
  const start = Date.UTC(2022, month, 1 + random.below(28), hours);
  const gaps = pick([0, 0, 0.05, 0.3]);
  const count = (gaps > 0.1 ? 60 : 12) + random.below(80);
  const options = { intervalMs, start, count, gaps };
  const makeOne = (names: readonly Names[]): KnownMarket => {
    const [base, quote, price, digits, volumeDigits] = pick(names);
    return makeMarket({ ...options, base, quote, price, digits, volumeDigits }, random);
  };
  const market = makeOne(names[kind]);
  const other = makeOne(names[kind].filter(([base]) => base !== market.base));
  const isNewestFirst = chance(0.3);
  return {
    ...{ market, other, random, pick, chance },
    ordered: (bars: readonly KnownBar[] = market.bars) =>
      isNewestFirst ? [...bars].reverse() : bars,
  };
}

type Names = readonly [
  base: string,
  quote: string,
  price: number,
  digits: number,
  volumeDigits: number,
];

const names: Readonly<Record<CatalogueEntry['kind'], readonly Names[]>> = {
  crypto: [
    ['BTC', 'USDT', 42_000, 2, 5],
    ['ETH', 'USDT', 2300, 2, 4],
    ['SOL', 'USD', 98.5, 3, 3],
    ['DOGE', 'USDT', 0.0812, 5, 1],
    ['XRP', 'BTC', 0.00001412, 8, 1],
  ],
  coin: [
    ['BTC', 'USDT', 42_000, 1, 5],
    ['BTC', 'USDT', 61_000, 2, 4],
    ['ETH', 'USDT', 2300, 2, 4],
  ],
  stock: [
    ['AAPL', '', 187.3, 2, 0],
    ['MSFT', '', 402.5, 2, 0],
    ['SBER', '', 271.44, 2, 0],
  ],
  forex: [
    ['EUR', 'USD', 1.0862, 5, 2],
    ['USD', 'JPY', 148.214, 3, 2],
    ['XAU', 'USD', 2034.71, 2, 2],
  ],
};

function judge(
  result: ImportResult,
  entry: CatalogueEntry,
  file: WrittenFile,
  market: KnownMarket,
): Pick<ShapeOutcome, 'kind' | 'detail'> {
  if (result.kind === 'question')
    return { kind: 'asked', detail: describeQuestion(result.question) };
  if (result.kind === 'refused') return { kind: 'refused', detail: result.message };
  const expected = file.markets ?? [market];
  if (result.imports.length !== expected.length) {
    return { kind: 'other', detail: `${result.imports.length} datasets, not ${expected.length}` };
  }
  for (const one of expected) {
    const name = one.base + one.quote;
    const imported =
      result.imports.length === 1
        ? result.imports[0]
        : result.imports.find(({ symbol }) => symbol === name);
    const difference =
      imported === undefined
        ? `no ${name}`
        : (compare(imported, one, entry, file) ?? compareNames(imported, one, file));
    if (difference !== undefined) return { kind: 'other', detail: difference };
  }
  return { kind: 'same', detail: '' };
}

function describeQuestion(
  question: Extract<ImportResult, { kind: 'question' }>['question'],
): string {
  return question.kind === 'map-columns' ? question.reasons.join(' ') : question.kind;
}

function compare(
  { bars }: ImportedBars,
  { bars: known, intervalMs }: KnownMarket,
  { tells = [] }: CatalogueEntry,
  { volume = 'base' }: WrittenFile,
): string | undefined {
  if (bars.intervalMs !== intervalMs) return `bars of ${bars.intervalMs} ms, not ${intervalMs}`;
  if (bars.openTime.length !== known.length)
    return `${bars.openTime.length} bars, not ${known.length}`;
  for (const amount of tells) if (bars[amount] === undefined) return `no ${amount}`;
  for (const [at, bar] of known.entries()) {
    if (bars.openTime[at] !== bar.time) {
      const iso = (time: number): string => new Date(time).toISOString();
      return `bar ${at} opens at ${iso(bars.openTime[at])}, not ${iso(bar.time)}`;
    }
    for (const column of ['open', 'high', 'low', 'close'] as const) {
      if (bars[column][at] !== bar[column]) {
        return `${column} of bar ${at} is ${bars[column][at]}, not ${bar[column]}`;
      }
    }
    const amounts = { quoteVolume: bar.quoteVolume, tradeCount: bar.trades };
    const expected = volume === 'base' ? { volume: bar.volume, ...amounts } : amounts;
    for (const [column, value] of Object.entries(expected)) {
      const read = bars[column as keyof typeof expected]?.[at];
      if (read !== undefined && Math.abs(read - value) > 1e-9 * value) {
        return `${column} of bar ${at} is ${read}, not ${value}`;
      }
    }
  }
  return undefined;
}

/** A name that the file or its name tells must be read, and no other one. */
function compareNames(
  { symbol, market }: ImportedBars,
  { base, quote }: KnownMarket,
  { name, content, told, ...file }: WrittenFile,
): string | undefined {
  const isNamed = `${name} ${content}`.toUpperCase().includes(base);
  const expected = file.symbol ?? (isNamed ? base + quote : '');
  if (symbol !== expected) return `the symbol is "${symbol}", not "${expected}"`;
  const [read, meant] = [describeMarket(market ?? {}), describeMarket(told ?? {})];
  return read === meant ? undefined : `the market is "${read}", not "${meant}"`;
}
