import { describe, expect, it } from 'vitest';
import { openContent } from '../read-table';

describe('openCsv leaves decimal commas to whoever knows the whole file', () => {
  it('and shows cells as they are written', async () => {
    const table = await openContent(
      'a.csv',
      'Datum;Eröffnung;Schluss;Volumen\n01.01.2024;1.234,56;1234,5;1.000\n02.01.2024;0,125;7;2\n',
    );
    expect(table.columns.map(({ kind }) => kind)).toEqual(['text', 'text', 'text', 'number']);
    expect(table.notes).toEqual([]);
    expect(table.sample[0].cells).toEqual(['01.01.2024', '1.234,56', '1234,5', '1.000']);
  });

  it('without a header, though there are more commas than semicolons', async () => {
    const table = await openContent('a.csv', '1,5;2,5;3,25\n1,5;2,5;3,25\n');
    expect(table.hasHeader).toBe(false);
    expect(table.sample[0].cells).toEqual(['1,5', '2,5', '3,25']);
  });
});
