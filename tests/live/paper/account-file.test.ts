import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { choose } from '../../../src/core/trading/choice';
import { smaCross } from '../../../src/core/trading/strategies/sma-cross';
import { readAccountFile, writeAccountFile } from '../../../src/live/paper/account-file';
import { exitsAfter, plainSettings, thresholdsAt } from '../../core/trading/engine-scenario';
import { tradeAccount } from './export-account';

const file = tradeAccount({ bars: 100 });
const text = writeAccountFile(file);

test('an account goes through its file unchanged, whatever it did and however it is filled', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 200 }),
      fc.integer({ min: 1, max: 1e6 }),
      fc.array(fc.integer({ min: 1, max: 199 }), { maxLength: 3 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 4 }),
      (bars, seed, gapsBefore, isFilledAtBest, maxPositions) => {
        const settings = {
          ...plainSettings,
          strategy: thresholdsAt(0.55, 0.45),
          exits: exitsAfter(10, maxPositions % 2 === 0),
          maxPositions,
          feeBps: 10,
          slippageBps: 1,
        };
        const traded = tradeAccount({
          bars,
          seed,
          gapsBefore,
          change: { isFilledAtBest, settings },
        });
        expect(readAccountFile(writeAccountFile(traded))).toEqual(traded);
      },
    ),
    { numRuns: 60 },
  );
});

test('an account without a model goes through its file', () => {
  const { modelId: _, ...account } = file.state.account;
  const free = { ...file, state: { ...file.state, account } };
  expect(() => readAccountFile(writeAccountFile(free))).toThrow('account.modelId must name');
  const settings = { ...account.settings, strategy: choose(smaCross) };
  const engine = { ...file.state.engine, settings };
  const rule = { ...free, state: { ...free.state, account: { ...account, settings }, engine } };
  expect(readAccountFile(writeAccountFile(rule))).toEqual(rule);
});

test("the decisions of a person's own rule go through the file, and must be decisions", () => {
  const decide = (decision: number, problem?: string) => ({
    ...file,
    state: {
      ...file.state,
      decided: { decision, ...(problem !== undefined && { problem, line: 2 }) },
    },
    equity: file.equity.map((bar, at) => ({
      ...bar,
      decision: at === file.equity.length - 1 ? decision : -1.25,
    })),
  });
  const decided = decide(1.5);
  expect(readAccountFile(writeAccountFile(decided))).toEqual(decided);
  const failed = decide(0, 'x is not defined.');
  expect(readAccountFile(writeAccountFile(failed))).toEqual(failed);
  expect(() => readAccountFile(writeAccountFile(decide(0.5)))).toThrow('decided.decision');
  const other = { ...decided, state: { ...decided.state, decided: { decision: 2 } } };
  expect(() => readAccountFile(writeAccountFile(other))).toThrow('decided.decision must be 1.5');
});

test('an account that has seen no bar goes through its file, too', () => {
  const opened = tradeAccount({ bars: 0 });
  expect(readAccountFile(writeAccountFile(opened))).toEqual(opened);
});

test('an account that was begun before capital at work was kept goes through its file, and trades on', () => {
  const { state } = file;
  const { atWork: _, ...record } = state.engine.record;
  const old = { ...file, state: { ...state, engine: { ...state.engine, record } } };
  expect(readAccountFile(writeAccountFile(old))).toEqual(old);
});

type Json = Record<string, unknown>;
interface Raw {
  version: unknown;
  account: Json & { settings: Json };
  engine: Json & { positions: Json[]; record: Json };
  trades: Json[];
  equity: [number, number][];
  lastOpenTime?: unknown;
}

describe('a file with anything wrong is refused with the name of the field', () => {
  const lastTrade = file.trades.length - 1;
  test.each<readonly [RegExp, (raw: Raw) => void]>([
    [/version must be 4, was 1\. Export the account again/, (raw) => (raw.version = 1)],
    [/version must be 4, was 9\. Reload/, (raw) => (raw.version = 9)],
    [/account\.name must be a text/, (raw) => (raw.account.name = 7)],
    [/account\.role must be "champion" or "challenger"/, (raw) => (raw.account.role = 'hero')],
    [/account\.name is missing/, (raw) => delete raw.account.name],
    [/account\.symbol must be a text, was ""/, (raw) => (raw.account.symbol = '')],
    [
      /account\.settings: .*exit bars must be a whole number from 1 to 10000, was 1\.5/,
      (raw) => (raw.account.settings.exits = exitsAfter(1.5)),
    ],
    [/trades must be a list, was {}/, (raw) => (raw.trades = {} as Json[])],
    [/account must be an object, was 7/, (raw) => (raw.account = 7 as never)],
    [/account\.extra is not a known field/, (raw) => (raw.account.extra = 1)],
    [/engine\.balance must be a finite number, was null/, (raw) => (raw.engine.balance = null)],
    [
      /capital must be a number from 100 to 10000000, was -1/,
      (raw) => (raw.account.settings.capital = -1),
    ],
    [/engine\.settings must be those/, (raw) => (raw.account.settings.exits = exitsAfter(9))],
    [/engine\.trades must be a list of 0/, (raw) => (raw.engine.trades = [1])],
    [/engine\.record\.bars must be 99 by/, (raw) => raw.equity.pop()],
    [/equity\[4\]\[0\], a time, must be after/, (raw) => (raw.equity[4][0] = raw.equity[3][0])],
    [/lastOpenTime must be \d+ by/, (raw) => delete raw.lastOpenTime],
    [/engine\.record\.equity must be/, (raw) => (raw.equity[99][1] += 0.01)],
    [/engine\.record\.trades must be/, (raw) => raw.trades.shift()],
    [/trades\[2\]\.pnl must be [\d.-]+ by/, (raw) => (raw.trades[2].pnl = 1)],
    [/trades\[1\]\.exitIndex must be \d+ at least/, (raw) => raw.trades.reverse()],
    [
      /trades\[3\]\.entryIndex must be that of no other/,
      (raw) => (raw.trades[3].entryIndex = raw.trades[2].entryIndex),
    ],
    [/exitIndex must be \d+ to 99, was 100/, (raw) => (raw.trades[lastTrade].exitIndex = 100)],
    [/trades\[0\]\.quantity must be positive/, (raw) => (raw.trades[0].quantity = 0)],
    [/engine\.balance must be [\d.]+ by/, (raw) => (raw.engine.balance = 9000)],
    [/sum of the profits/, (raw) => (raw.engine.record.grossProfit = 0)],
  ])('%s', (message, damage) => {
    const raw = JSON.parse(text) as Raw;
    damage(raw);
    expect(() => readAccountFile(JSON.stringify(raw))).toThrow(message);
  });

  test('other files', () => {
    expect(() => readAccountFile('')).toThrow(/not JSON/);
    expect(() => readAccountFile(text.slice(0, -1))).toThrow(/incomplete/);
    for (const other of ['null', '[]', '"a"', '{"format":"tabquant-recording"}']) {
      expect(() => readAccountFile(other)).toThrow(/not an exported paper account/);
    }
  });
});

test('what a price was is one of what it can be', () => {
  const raw = JSON.parse(text) as Raw;
  raw.trades[0].exitFill = 'high';
  expect(() => readAccountFile(JSON.stringify(raw))).toThrow(
    /trades\[0\]\.exitFill must be "best" or "open" or "close" or "stop" or "limit", was "high"/,
  );
});

/** What accounts of before it was kept do not have. */
const isOptional =
  /^(engine\.record\.atWork|engine\.signals\.oldest|trades\.\d+\.(mae|mfe)|engine\.positions\.\d+\.(highest|lowest))$/;

test('no single field can be taken away, but for what earlier accounts do not have', () => {
  const raw = JSON.parse(text) as Json;
  const paths = listPaths(raw).filter((path) => path.every((name) => !/^\d\d/.test(name)));
  expect(paths.length).toBeGreaterThan(100);
  for (const path of paths) {
    const damaged = structuredClone(raw);
    const name = path.at(-1) ?? '';
    const parent = path.slice(0, -1).reduce((value, step) => value[step] as Json, damaged);
    if (Array.isArray(parent)) continue;
    Reflect.deleteProperty(parent, name);
    if (isOptional.test(path.join('.'))) continue;
    expect(() => readAccountFile(JSON.stringify(damaged)), path.join('.')).toThrow(/account file/);
  }
});

function listPaths(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const own = [...path, name];
    return [own, ...listPaths(inner, own)];
  });
}
