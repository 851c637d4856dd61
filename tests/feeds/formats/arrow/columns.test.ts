import { Field, Float64 } from 'apache-arrow';
import { expect, it } from 'vitest';
import { describeField } from '../../../../src/feeds/formats/arrow/columns';

it('refuses a column whose name a damaged schema lacks', () => {
  // As apache-arrow returns it, in spite of its types.
  const field = new Field('', new Float64());
  Object.assign(field, { name: null });
  expect(() => describeField(field)).toThrow('a column has no name');
});
