import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineIndex } from '../../../../src/feeds/formats/csv/lines';
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

describe('LineIndex', () => {
  const piece = fc.constantFrom(
    'a',
    ',',
    '"',
    '""',
    '\n',
    '\r\n',
    '"x\ny"',
    'a long piece of text',
  );

  /** Lines as a program finds them that looks at one character after the other. */
  function splitLines(text: string): readonly string[] {
    const lines = [''];
    let isInside = false;
    for (const letter of text) {
      lines[lines.length - 1] += letter;
      if (letter === '"') isInside = !isInside;
      else if (letter === '\n' && !isInside) lines.push('');
    }
    return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  }

  it('finds every line, and a quotation mark that never closes', () => {
    const texts = fc
      .array(piece, { maxLength: 2000, size: 'max' })
      .map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(texts, fc.nat(), (text, seed) => {
        const lines = new LineIndex(new TextEncoder().encode(text));
        const expected = splitLines(text);
        const isOpen = text.split('"').length % 2 === 0;
        expect(lines.unclosedLine).toBe(isOpen ? expected.length - 1 : undefined);
        if (isOpen) return;
        expect(lines.count).toBe(expected.length);
        if (expected.length === 0) return;
        const from = seed % expected.length;
        for (const to of [from + 1, from + 70, expected.length]) {
          const found = new TextDecoder().decode(lines.slice(from, to));
          expect(found).toBe(expected.slice(from, to).join(''));
        }
      }),
    );
  });

  it('finds lines beyond the part of a text that is looked at first', () => {
    const lines = Array.from({ length: 30_000 }, (_, row) => `${row},"${'x'.repeat(row % 90)}"\n`);
    const index = new LineIndex(new TextEncoder().encode(lines.join('')));
    expect(index.count).toBe(lines.length);
    for (const line of [0, 63, 64, 4095, 17_321, 29_999]) {
      expect(new TextDecoder().decode(index.slice(line, line + 1))).toBe(lines[line]);
    }
  });
});
