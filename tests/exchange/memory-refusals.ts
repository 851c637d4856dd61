import type { ExchangeRefusal } from '../../src/core/exchange';
import type { RefusalStore } from '../../src/exchange/ports';

/** Returns a store that lasts as long as the test; `kept` tells what is in it. */
export function makeRefusalStore(): RefusalStore & { kept(): ExchangeRefusal | undefined } {
  let kept: ExchangeRefusal | undefined;
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
