import { describe, expect, test } from 'vitest';
import { nameTable } from '../../../src/ui/shell/read-paste';

describe('pasted text', () => {
  test.each([
    ['commas', 'time,open,close\n1,2,3\n'],
    ['tabs, as from a spreadsheet', 'time\topen\tclose\r\n1\t2\t3'],
    ['semicolons', 'time;open;close\n1;2;3'],
  ])('is a table with %s', (_, text) => {
    expect(nameTable(text)).toBe('pasted.csv');
  });

  test.each(['[[1704067200000,"42283.58"]]', '[ {"open": 1}]', '{"data": []}'])(
    'is JSON: %s',
    (text) => {
      expect(nameTable(text)).toBe('pasted.json');
    },
  );

  test.each(['', 'hello', 'one line, with commas, only', 'a first line\nand a second', '[1, 2]'])(
    'is no table: %j',
    (text) => {
      expect(nameTable(text)).toBeUndefined();
    },
  );
});
