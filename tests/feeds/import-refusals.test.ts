import { describe, expect, it } from 'vitest';
import { FakeFiles } from './fake-steps';
import { hundred, part, refusal, run, withValue } from './import-scene';
import { makeFile } from './make-files';

describe('importFiles refuses', () => {
  it('a header alone, and a single bar', async () => {
    const fake = new FakeFiles();
    expect(await refusal(fake, [fake.add('a.csv', part(0, 0))])).toBe(
      'a.csv holds no bars, only a header. At least two are needed to know the interval.',
    );
    expect(await refusal(fake, [fake.add('a.csv', part(0, 1))])).toBe(
      'a.csv holds one bar only. At least two are needed to know the interval.',
    );
  });

  it('rows of which only one can be a bar', async () => {
    const fake = new FakeFiles();
    const bars = withValue(part(0, 2), 'close', 1, NaN);
    expect(await refusal(fake, [fake.add('a.csv', bars)])).toBe(
      'a.csv holds fewer than two bars of different times. a.csv, row 3: close is not a number: ' +
        'NaN. At least two are needed to know the interval.',
    );
  });

  it('a file in which more than half of the rows are bad, but not one with half', async () => {
    const fake = new FakeFiles();
    const half = { ...part(0, 10), close: part(0, 10).close.slice().fill(NaN, 0, 5) };
    const more = { ...part(0, 10), close: part(0, 10).close.slice().fill(NaN, 0, 6) };
    expect((await run(fake, [fake.add('a.csv', half)])).kind).toBe('question');
    expect(await refusal(fake, [fake.add('a.csv', more)])).toBe(
      'a.csv, row 2: close is not a number: NaN. Only 4 of 10 rows can be bars. ' +
        'Correct the file and import it again.',
    );
  });

  it('times that can be of no market', async () => {
    const fake = new FakeFiles();
    const openTime = Float64Array.from({ length: 10 }, (_, row) => 20_240_101_000 + row);
    expect(await refusal(fake, [fake.add('a.csv', { ...part(0, 10), openTime })])).toBe(
      'a.csv, row 2: the time reads as 1970-08-23T06:15:01Z, which cannot be. None of 10 rows ' +
        'can be bars. Write times as Unix time in s, ms, µs or ns, or as ISO 8601.',
    );
  });

  it('files that open at different seconds', async () => {
    const fake = new FakeFiles();
    const late = part(50, 100);
    late.openTime.forEach((time, row) => (late.openTime[row] = time + 30_000));
    const files = [fake.add('a.csv', part(0, 50)), fake.add('b.csv', late)];
    // Only one of them at an odd time: it is asked first whether that is meant.
    expect(await refusal(fake, files, { badRows: 'leave-out' })).toMatch(
      /^a\.csv, b\.csv do not fit together: merged parts must open a multiple of 60000 ms apart/,
    );
  });

  it('a file that its checksum file belies, before it asks anything', async () => {
    const fake = new FakeFiles();
    const file = fake.add('a.csv', withValue(hundred, 'close', 40, NaN));
    const checksum = makeFile('x.CHECKSUM', `${'0'.repeat(64)}  a.csv\n`);
    expect(await refusal(fake, [file, checksum])).toMatch(
      /^a\.csv is damaged: its SHA-256 is [0-9a-f]{64}, but x\.CHECKSUM tells 0+\./,
    );
  });

  it('to import nothing', async () => {
    const fake = new FakeFiles();
    expect(await refusal(fake, [])).toBe('No file with bars was chosen. Choose at least one.');
    expect(
      await refusal(fake, [makeFile('README.md', 'text'), makeFile('x.CHECKSUM', 'text')]),
    ).toBe('No file with bars was chosen: README.md, x.CHECKSUM hold none. Choose at least one.');
  });
});
