import { describe, expect, test } from 'vitest';
import { defaultsOf } from '../../../src/core/fields';
import {
  createEnsembleKind,
  joinMembers,
  joinSpecs,
  takeMember,
} from '../../../src/core/models/ensemble';
import type { ModelKind, NamedWeights, StreamingModel } from '../../../src/core/models/model-kind';
import { averageModels } from '../../../src/core/models/streaming/create-streaming';

/** A kind that reads the last `bars` bars. */
function makeKind(name: string, label: string): ModelKind {
  return {
    name,
    label,
    meaning: '',
    fields: [
      { name: 'bars', label: 'Bars', default: 4, min: 1, max: 60, isWhole: true },
      {
        name: 'slope',
        label: 'Slope',
        default: 1,
        min: 0,
        max: 2,
        hint: ({ bars }) => `of ${bars}`,
      },
    ],
    describe: ({ bars }) => String(bars),
    receptiveField: ({ bars }) => Number(bars),
    countParameters: (_, inputs) => inputs,
  };
}

/** A model whose logit is `weight` times the feature, from the row `bars` on. */
function openLine(bars: number, weight: number): StreamingModel {
  let rows = 0;
  return {
    push: (features) => (++rows < bars ? NaN : weight * features[0]),
    reset: () => (rows = 0),
  };
}

const kinds = [makeKind('line', 'Line'), makeKind('curve', 'Curve')];
const kind = createEnsembleKind(kinds);
const spec = { kind: 'ensemble', line: 2, 'line.bars': 3, 'line.slope': 1, curve: 0 };
const weigh = (value: number): NamedWeights => [
  { name: 'w', shape: [1], values: Float32Array.of(value) },
];

describe('an ensemble', () => {
  test('has a number of members for each kind, and the fields of those that it uses', () => {
    const names = (values: object) =>
      kind.fieldsOf?.({ kind: 'ensemble', ...values }).map(({ name }) => name);
    expect(kind.fields.map(({ name }) => name)).toEqual([
      ...['line', 'line.bars', 'line.slope', 'curve', 'curve.bars', 'curve.slope'],
    ]);
    expect(names(spec)).toEqual(['line', 'line.bars', 'line.slope', 'curve']);
    expect(names({ ...spec, line: 0, curve: 2 })).toEqual([
      ...['line', 'curve', 'curve.bars', 'curve.slope'],
    ]);
    const hint = kind.fields[2].hint as (values: object) => string;
    expect(hint({ 'line.bars': 9 })).toBe('of 9');
    expect(kind.fields[1].label).toBe('Line: Bars');
  });

  test('lists its members with what each is made with', () => {
    expect(kind.listMembers?.({ ...spec, curve: 1 })).toEqual([
      { kind: 'line', bars: 3, slope: 1 },
      { kind: 'line', bars: 3, slope: 1 },
      { kind: 'curve', bars: 4, slope: 1 },
    ]);
    expect(kind.describe({ ...spec, curve: 1 })).toBe('2 Line + 1 Curve');
    expect(kind.describe(spec)).toBe('2 Line');
  });

  test('reads as far back as its longest member, and counts what all of them train', () => {
    const both = { ...spec, curve: 1 };
    expect(kind.receptiveField(both)).toBe(4);
    expect(kind.receptiveField(spec)).toBe(3);
    expect(kind.countParameters(both, 5)).toBe(15);
  });

  test('of models that were trained before lists each as it was made', () => {
    const members = [
      { kind: 'line', bars: 3, slope: 1 },
      { kind: 'line', bars: 9, slope: 2 },
      { kind: 'curve', bars: 4, slope: 1 },
    ];
    const joined = joinSpecs(members);
    expect(kind.listMembers?.(joined)).toEqual(members);
    expect(kind.describe(joined)).toBe('2 Line + 1 Curve');
    expect(kind.receptiveField(joined)).toBe(9);
    expect(kind.fieldsOf?.(joined)).toEqual([]);
    expect(kind.findProblem?.(joined)).toBeUndefined();
    expect(kind.findProblem?.(joinSpecs(members.slice(1, 2)))).toMatch(/2 to 20 members, has 1/);
    expect(kind.findProblem?.(joinSpecs([...members, { kind: 'dot' }]))).toMatch(/known kind.*dot/);
    expect(kind.findProblem?.(joinSpecs([...members, { kind: 'line', bars: 99, slope: 1 }]))).toBe(
      'bars must be a whole number from 1 to 60, was 99',
    );
    for (const broken of ['{', '3', '[1, 2]']) {
      expect(kind.findProblem?.({ kind: 'ensemble', members: broken })).toMatch(/member/);
    }
  });

  test('by default has three of the first kind, and is told what is wrong', () => {
    const defaults = { kind: 'ensemble', ...defaultsOf(kind.fields) };
    expect(kind.listMembers?.(defaults)).toHaveLength(3);
    expect(kind.findProblem?.(defaults)).toBeUndefined();
    // What was stored before a kind came into the list stays right.
    const { curve: _, ...older } = spec;
    expect(kind.findProblem?.(older)).toBeUndefined();
    expect(kind.findProblem?.({ ...spec, line: 1 })).toBe(
      'an ensemble must have 2 to 20 members, has 1',
    );
    expect(kind.findProblem?.({ ...spec, line: 11 })).toBe(
      'line must be a whole number from 0 to 10, was 11',
    );
    expect(kind.findProblem?.({ ...spec, 'line.bars': 99 })).toBe(
      'line.bars must be a whole number from 1 to 60, was 99',
    );
    expect(kind.findProblem?.({ ...spec, curve: 1 })).toBe(
      'curve.bars must be a whole number from 1 to 60, was undefined',
    );
  });

  test('averages the logits, once the slowest member has a full window', () => {
    const model = averageModels([openLine(3, 2), openLine(4, -1)]);
    const pushed = [1, 1, 1, 1, 3].map((feature) => model.push([feature]));
    expect(pushed).toEqual([NaN, NaN, NaN, 0.5, 1.5]);
    model.reset();
    expect(model.push([1])).toBeNaN();
  });

  test('names the arrays of its members by their place', () => {
    const joined = joinMembers([weigh(1), weigh(2)]);
    expect(joined.map(({ name }) => name)).toEqual(['members.0.w', 'members.1.w']);
    expect(takeMember(joined, 1)).toEqual(weigh(2));
    expect(takeMember(joined, 2)).toEqual([]);
  });
});
