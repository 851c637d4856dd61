import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { parseNumber, parsePlainNumber } from '../../../../src/core/bars/numbers';
import { timeParser } from '../../../../src/core/bars/read-times';
import type { UsualCells } from '../../../../src/feeds/table';
import { openContent } from '../read-table';

/** Reads the second column of a table, and counts the cells that were not read as bytes. */
async function readColumn(
  cells: readonly string[],
  parse: (text: string) => number,
  usual: UsualCells | undefined,
  delimiter = ',',
) {
  const rows = cells.map((cell, row) => [row, cell, 1].join(delimiter));
  const table = await openContent(
    'a.csv',
    `${['a', 'b', 'c'].join(delimiter)}\n${rows.join('\n')}`,
  );
  let parsed = 0;
  const parseText = (text: string): number => {
    parsed++;
    return parse(text);
  };
  const request = { position: 1, parseText, parsesNumbers: true, usual };
  const { values } = await table.read([request], () => undefined);
  return { values: [...values[0]], parsed };
}

const points: UsualCells = { kind: 'number', decimal: '.' };

const digits = fc.stringMatching(/^[0-9]{0,20}$/);
const sign = fc.constantFrom('', '', '', '-', '+');
/** Everything that looks like a number, and some that only begin like one. */
const written = fc.oneof(
  fc.tuple(sign, digits, fc.constantFrom('', '.'), digits).map((parts) => parts.join('')),
  fc
    .tuple(sign, fc.stringMatching(/^[0-9]{1,19}$/), fc.nat({ max: 19 }))
    .map(([minus, all, point]) => `${minus}${all.slice(0, point)}.${all.slice(point)}`),
  fc
    .tuple(sign, digits, fc.constantFrom('.', ''), digits, fc.integer({ min: -330, max: 330 }))
    .map(([minus, whole, point, rest, power]) => `${minus}${whole}${point}${rest}e${power}`),
  fc.double().map(String),
  fc.double({ min: -1e12, max: 1e12 }).map((value) => value.toFixed(8)),
  fc.double({ min: -1e12, max: 1e12 }).map((value) => value.toPrecision(17)),
  fc.double().map((value) => value.toExponential()),
  fc.constantFrom(
    ...['', ' ', '-', '.', '-.', '+', 'e5', '1e', '1e+', '1.e5', '.5E-3', '1e1000', '1e0001'],
    ...[
      '-0',
      '0',
      '-0.0',
      '00012',
      ' 12.5 ',
      '\t7',
      '12 5',
      '1.2.3',
      '1-2',
      '--1',
      '0x1f',
      '1_000',
    ],
    ...['NaN', 'null', 'None', 'n/a', 'Infinity', '-Infinity', '1,5', '$1', '12%', '1.5k', '٣'],
    ...[
      '18446744073709551616',
      '18446744073709551615',
      '9007199254740993',
      '0.00000000000000000001',
    ],
    ...['9999999999999999', '99999999999999999', '9223372036854775808', '123456789.12345678'],
  ),
);

/** Numbers that lie just where rounding up and rounding down part, and right beside that. */
const halfway = fc
  .tuple(
    fc.bigInt({ min: 1n << 52n, max: (1n << 53n) - 1n }),
    fc.nat({ max: 8 }),
    fc.nat({ max: 4 }),
  )
  .chain(([mantissa, shift, places]) => {
    const middle = (2n * mantissa + 1n) << BigInt(shift);
    const scaled = (middle * 10n ** BigInt(places)) >> 4n;
    return fc.bigInt({ min: scaled - 2n, max: scaled + 2n }).map((near) => {
      const text = near.toString();
      return `${text.slice(0, text.length - places)}.${text.slice(text.length - places)}`;
    });
  });

describe('numbers are read as bytes', () => {
  it('to the same bits as Number() reads them, however they are written', async () => {
    const cells = fc.array(fc.oneof(written, halfway), { minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(cells, async (texts) => {
        const safe = texts.map((text) => (text.includes(',') ? `"${text}"` : text));
        const { values } = await readColumn(safe, parsePlainNumber, points);
        expect(values).toEqual(texts.map(parsePlainNumber));
        expect(values.map((value) => Object.is(value, -0))).toEqual(
          texts.map((text) => Object.is(parsePlainNumber(text), -0)),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('with a decimal comma as parseNumber does', async () => {
    const cells = fc.array(
      written.map((text) => text.replace('.', ',')),
      { minLength: 1, maxLength: 100 },
    );
    const parse = (text: string): number => parseNumber(text, ',');
    await fc.assert(
      fc.asyncProperty(cells, async (texts) => {
        const usual: UsualCells = { kind: 'number', decimal: ',' };
        const { values } = await readColumn(texts, parse, usual, ';');
        expect(values).toEqual(texts.map(parse));
      }),
    );
  });

  it('without a string for each where they are written as usual', async () => {
    const texts = [
      ...[
        '42283.58000000',
        '-0.5',
        '1519031.69451920',
        '',
        '7',
        '1e-05',
        '+3',
        ' 12.5 ',
        '.5',
        '5.',
      ],
      ...['123456789.12345678', '0.12345678901234567', '9007199254740993', '"1.25"', '"-3"'],
    ];
    const { values, parsed } = await readColumn(texts, parsePlainNumber, points);
    expect(values).toEqual(texts.map((text) => parsePlainNumber(text.replaceAll('"', ''))));
    expect(parsed).toBe(0);
  });

  it('and others by the reader of texts', async () => {
    const texts = ['1', 'n/a', '1.000.000', '0x10', '1e999', '3'];
    const { values, parsed } = await readColumn(texts, parsePlainNumber, points);
    expect(values).toEqual([1, NaN, NaN, NaN, NaN, 3]);
    expect(parsed).toBe(4);
  });
});

describe('times are read as bytes', () => {
  const part = (max: number): fc.Arbitrary<string> =>
    fc.oneof(
      fc.nat({ max }).map((value) => String(value).padStart(2, '0')),
      fc.constantFrom('00', '01', '1', '29', '30', '31', '60', 'x1'),
    );
  const times = fc
    .record({
      year: fc.oneof(fc.integer({ min: 1890, max: 2210 }), fc.constantFrom(1900, 2000, 2024)),
      parts: fc.tuple(part(12), part(31), part(23), part(59), part(59)),
      signs: fc.constantFrom('-- ', '--T', '// ', '.. ', '-/ ', '--_', '--  '),
      end: fc.constantFrom(
        '',
        '.000',
        '.5',
        '.12',
        '.123456789',
        '.',
        'Z',
        '+00:00',
        '+01:00',
        ' PM',
      ),
      hasSeconds: fc.boolean(),
    })
    .map(({ year, parts: [month, day, hour, minute, second], signs, end, hasSeconds }) => {
      const date = `${year}${signs[0]}${month}${signs[1]}${day}`;
      return `${date}${signs.slice(2)}${hour}:${minute}${hasSeconds ? `:${second}` : ''}${end}`;
    });

  it.each(['UTC', 'Asia/Tokyo'])(
    'as the reader of texts reads them by the clock of %s',
    async (zone) => {
      const reading = { encoding: { kind: 'text', order: 'iso' }, zone, moment: 'open' } as const;
      const parse = timeParser(reading);
      const usual: UsualCells = { kind: 'clock', mayBeUtc: zone === 'UTC' };
      await fc.assert(
        fc.asyncProperty(fc.array(times, { minLength: 1, maxLength: 100 }), async (texts) => {
          const { values } = await readColumn(texts, parse, usual);
          expect(values).toEqual(texts.map(parse));
        }),
      );
    },
  );

  it('without a string for each where they are written as usual', async () => {
    const parse = timeParser({
      encoding: { kind: 'text', order: 'iso' },
      zone: 'UTC',
      moment: 'open',
    });
    const texts = [
      ...[
        '2024-02-29 23:59:00',
        '2024-01-31T00:00:00Z',
        '2024/12/31 12:30',
        '2000-02-29 00:00:01.5',
      ],
      ...['1970-01-01 00:00:00+00:00', '2199-12-31 23:59:59.999', '"2024-03-01 00:00:00"'],
    ];
    const { values, parsed } = await readColumn(texts, parse, { kind: 'clock', mayBeUtc: true });
    expect(values).toEqual(texts.map((text) => parse(text.replaceAll('"', ''))));
    expect(parsed).toBe(0);
  });
});

describe('cells are those of PapaParse', () => {
  const letters = fc.constantFrom(
    ...['a', '1', '.', ' ', '-', 'é', '日', '\u00a0', '\t', '\ufeff'],
  );
  const plain = fc.string({ unit: letters, maxLength: 24 });
  const odd = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '1'), maxLength: 6 });
  const quoted = fc.oneof(plain, odd).map((text) => `"${text.replaceAll('"', '""')}"`);
  const cell = fc.oneof({ weight: 20, arbitrary: plain }, { weight: 1, arbitrary: quoted });
  const row = fc.oneof(
    { weight: 20, arbitrary: fc.tuple(cell, cell, cell).map((cells) => cells.join(',')) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        ',,',
        '"",,',
        '"","",""',
        '"",,5',
        ' , ,',
        ', ,',
        ',\t,',
        ',\u00a0,',
        ' ',
      ),
    },
  );

  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('with %s, whatever stands in them', async (_, newline) => {
    const lines = fc.array(row, { minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(lines, fc.boolean(), async (rows, isEnded) => {
        // The delimiter is guessed by the first lines alone.
        const first = `x,y,z${'\n1,2,3'.repeat(63)}`;
        const text = `${first}\n${rows.join('\n')}${isEnded ? '\n' : ''}`;
        const expected = Papa.parse<string[]>(text, { delimiter: ',', newline: '\n' })
          .data.slice(1)
          .filter(
            (cells) =>
              cells.length === 3 && (cells[0] !== '' || cells.some((each) => each.trim() !== '')),
          );
        const table = await openContent('a.csv', text.replaceAll('\n', newline));
        const found: string[][] = [[], [], []];
        const requests = found.map((texts, position) => ({
          position,
          parsesNumbers: true,
          parseText: (each: string) => texts.push(each),
        }));
        await table.read(requests, () => undefined);
        expect(found).toEqual([0, 1, 2].map((at) => expected.map((cells) => cells[at])));
      }),
      { numRuns: 200 },
    );
  });
});
