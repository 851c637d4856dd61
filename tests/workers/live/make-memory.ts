import type { KeptRefusal, RefusalMemory } from '../../../src/storage/rest-refusals';

/** Returns a memory that lasts as long as the test; `kept` tells what is in it. */
export function makeMemory(): RefusalMemory & { kept(): KeptRefusal | undefined } {
  let kept: KeptRefusal | undefined;
  return {
    kept: () => kept,
    load: () => Promise.resolve(kept),
    save(refusal) {
      kept = refusal;
      return Promise.resolve();
    },
    clear() {
      kept = undefined;
      return Promise.resolve();
    },
  };
}
