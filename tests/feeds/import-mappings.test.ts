import { describe, expect, it } from 'vitest';
import { type ColumnMapping, describeShape, type MappingQuestion } from '../../src/core/import';
import { FakeFiles, someMapping } from './fake-steps';
import { hundred, load, part, run } from './import-scene';

describe('importFiles asks which column is what', () => {
  const ask = (file: string): MappingQuestion => ({
    kind: 'map-columns',
    file,
    columns: [],
    rows: [],
    readings: [{ mapping: someMapping, label: '', evidence: [] }],
    reasons: [],
  });
  const unsure = (name: string) => ({ kind: 'unsure' as const, question: ask(name) });
  const mine = { ...someMapping, extras: [3] };
  const table = { columns: ['when', 'what'], recognition: unsure };

  it('by the name of the file, or of the member of an archive', async () => {
    const fake = new FakeFiles();
    const markets = [{ bars: hundred }];
    const file = fake.addTables('a.zip', [{ ...table, member: 'b.csv', markets }]);
    const name = 'a.zip / b.csv';
    expect(await run(fake, [file])).toEqual({ kind: 'question', question: ask(name) });
    const [{ sources }] = await load(fake, [file], { mappings: { [name]: mine } });
    expect(fake.mappings.get(name)).toEqual(mine);
    expect(sources[0].notes).toContain('columns were mapped by hand');
  });

  it('once for files of the same columns', async () => {
    const fake = new FakeFiles();
    const files = [
      fake.addTables('a.csv', [{ ...table, markets: [{ bars: part(0, 50) }] }]),
      fake.addTables('b.csv', [{ ...table, markets: [{ bars: part(50, 100) }] }]),
    ];
    const [{ bars, sources }] = await load(fake, files, { mappings: { 'a.csv': mine } });
    expect(bars.close).toHaveLength(100);
    expect(fake.mappings.get('b.csv')).toEqual(mine);
    expect(sources[1].notes).toContain('columns were mapped as those of a.csv, which has the same');
  });

  it('not where the same was asked and answered in an earlier import, which is noted', async () => {
    const fake = new FakeFiles();
    const file = fake.addTables('new.csv', [{ ...table, markets: [{ bars: hundred }] }]);
    const remembered = [{ shape: describeShape(ask('old.csv')), file: 'old.csv', mapping: mine }];
    const result = await run(fake, [file], { remembered });
    if (result.kind !== 'bars') throw new Error(JSON.stringify(result));
    expect(fake.mappings.get('new.csv')).toEqual(mine);
    expect(result.recalled).toEqual(['new.csv']);
    expect(result.imports[0].sources[0].notes).toContain(
      'columns were mapped as you did for old.csv',
    );
  });

  it('where the file gives other readings than the one that was answered', async () => {
    const fake = new FakeFiles();
    const file = fake.addTables('new.csv', [{ ...table, markets: [{ bars: hundred }] }]);
    const shape = describeShape({
      ...ask('old.csv'),
      readings: [{ mapping: mine, label: '', evidence: [] }],
    });
    const remembered = [{ shape, file: 'old.csv', mapping: mine }];
    expect(await run(fake, [file], { remembered })).toMatchObject({ kind: 'question' });
  });

  it('again for files of other columns', async () => {
    const fake = new FakeFiles();
    const files = [
      fake.addTables('a.csv', [{ ...table, markets: [{ bars: part(0, 50) }] }]),
      fake.addTables('b.csv', [
        { ...table, columns: ['what', 'when'], markets: [{ bars: part(50, 100) }] },
      ]),
    ];
    expect(await run(fake, files, { mappings: { 'a.csv': mine } })).toEqual({
      kind: 'question',
      question: ask('b.csv'),
    });
  });

  it('again where the answer gives no bars', async () => {
    const fake = new FakeFiles();
    const bars = { ...hundred, close: new Float64Array(100) };
    const file = fake.addTables('a.csv', [{ ...table, markets: [{ bars }] }]);
    expect(await run(fake, [file], { mappings: { 'a.csv': mine } })).toEqual({
      kind: 'refused',
      message: expect.stringMatching(/^a\.csv, row 2: close is 0/) as unknown,
      question: ask('a.csv'),
    });
  });

  it('though nothing is in doubt, if a person wants to correct it', async () => {
    const fake = new FakeFiles();
    const file = fake.addTables('a.csv', [{ markets: [{ bars: hundred }] }]);
    const asked = await run(fake, [file], { asksColumns: true });
    expect(asked).toMatchObject({
      kind: 'question',
      question: { kind: 'map-columns', file: 'a.csv', readings: [{ mapping: someMapping }] },
    });
    const decisions = { asksColumns: true, mappings: { 'a.csv': mine } };
    const [{ sources }] = await load(fake, [file], decisions);
    expect(fake.mappings.get('a.csv')).toEqual(mine);
    expect(sources[0].notes).toContain('columns were mapped by hand');
  });

  it('not again where a person corrected what was beyond doubt, which is noted', async () => {
    const fake = new FakeFiles();
    const file = fake.addTables('a.csv', [{ markets: [{ bars: hundred }] }]);
    const asked = await run(fake, [file], { asksColumns: true });
    if (asked.kind !== 'question' || asked.question.kind !== 'map-columns') throw new Error();
    const shape = describeShape(asked.question);
    const recall = (mapping: ColumnMapping) =>
      run(fake, [file], { remembered: [{ shape, file: 'old.csv', mapping }] });
    expect(await recall(mine)).toMatchObject({ recalled: ['a.csv'] });
    expect(fake.mappings.get('a.csv')).toEqual(mine);
    expect(await recall(someMapping)).toMatchObject({
      recalled: [],
    });
  });

  it('and passes a refusal on', async () => {
    const fake = new FakeFiles();
    const refused = { kind: 'refused' as const, message: 'a.csv has no price columns.' };
    const markets = [{ bars: hundred }];
    const file = fake.addTables('a.csv', [{ recognition: () => refused, markets }]);
    expect(await run(fake, [file])).toEqual(refused);
  });
});
