import { countParameters, receptiveField } from '../../../src/core/models/spec';
import { listParameters } from '../../../models/network';
import { describe, expect, it } from 'vitest';
import { defaultTcnSpec } from '../../../src/core/models/tcn';
import golden from '../../fixtures/tcn.json';

const goldenSpec = { kind: 'tcn' as const, width: 8, kernel: 3, blocks: 3, dropout: 0 };

describe('listParameters', () => {
  it("names the arrays of PyTorch's network, in its order", () => {
    const names = listParameters(goldenSpec, 9).map(({ name }) => name);
    expect(names).toEqual(Object.keys(golden.weights));
  });

  it('lays the arrays end to end', () => {
    let offset = 0;
    for (const parameter of listParameters(defaultTcnSpec, 9)) {
      expect(parameter.offset).toBe(offset);
      offset += parameter.size;
    }
    expect(offset).toBe(countParameters(defaultTcnSpec, 9));
  });

  it('has a downsample only where a block changes the number of channels', () => {
    const downsamples = (inputs: number): string[] =>
      listParameters(goldenSpec, inputs)
        .map(({ name }) => name)
        .filter((name) => name.includes('downsample'));
    expect(downsamples(9)).toEqual(['blocks.0.downsample.weight', 'blocks.0.downsample.bias']);
    expect(downsamples(8)).toEqual([]);
  });

  it('takes the first axes of a filter for taps and inputs, and marks biases', () => {
    const [filter, bias] = listParameters(goldenSpec, 9);
    expect(filter).toMatchObject({ shape: [3, 9, 8], size: 216, isBias: false });
    expect(bias).toMatchObject({ shape: [8], size: 8, isBias: true });
  });
});

describe('the default network', () => {
  it('sees 113 bars, as the reference does 29 with its smaller kernel', () => {
    expect(receptiveField(defaultTcnSpec)).toBe(113);
    expect(receptiveField(goldenSpec)).toBe(golden.config.receptive_field);
  });
});
