import { describe, expect, it } from 'vitest';
import golden from '../../fixtures/tcn.json';
import { measureGoldenTcn } from './golden-tcn';
import { startNodeBackend } from '../start-backend';

describe.each(['cpu', 'wasm'] as const)('a TCN on %s', (backend) => {
  it('agrees with PyTorch on logits, loss, gradients and five AdamW steps within 1e-4', async () => {
    await startNodeBackend(backend);
    const errors = await measureGoldenTcn(golden);
    expect(errors.logits).toBeLessThan(1e-4);
    expect(errors.loss).toBeLessThan(1e-4);
    expect(Object.keys(errors.gradients)).toEqual(Object.keys(golden.grads));
    expect(Math.max(...Object.values(errors.gradients))).toBeLessThan(1e-4);
    expect(Math.max(...errors.adamwLosses)).toBeLessThan(1e-4);
  });
});
