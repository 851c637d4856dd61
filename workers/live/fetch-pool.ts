import type { BarInterval } from '../../src/core/exchange';
import type { FetchFailure } from '../../src/exchange/exchange';
import type { LiveEffect, LiveInput } from '../../src/live/market/inputs';
import { FetchError } from './fetch-error';
import type { LivePorts } from '../../src/live/ports';

type FetchEffect = Extract<LiveEffect, { kind: 'fetch' }>;

export interface FetchPoolOptions {
  readonly ports: Pick<LivePorts, 'fetchBars' | 'clock' | 'patience'>;
  readonly interval: BarInterval;
  readonly take: (input: LiveInput) => void;
}

/** The fetches of a session; each is answered, well or not, unless it is given up. */
export interface FetchPool {
  /** Takes the place of an earlier fetch of the same symbol. */
  start(effect: FetchEffect): void;
  giveUpAll(): void;
}

/** Returns a pool without fetches. */
export function createFetchPool({ ports, interval, take }: FetchPoolOptions): FetchPool {
  const { fetchBars, clock } = ports;
  const { fetchWithinMs } = ports.patience;
  const underWay = new Map<string, AbortController>();

  const run = async (effect: FetchEffect, controller: AbortController): Promise<void> => {
    const { fetch, symbol, from, to } = effect;
    const timeout: FetchFailure = {
      kind: 'network',
      message: `The bars of ${symbol} did not come within ${fetchWithinMs / 1000} s`,
    };
    const cancel = clock.setTimer(() => controller.abort(new FetchError(timeout)), fetchWithinMs);
    let input: LiveInput;
    try {
      const bars = await fetchBars({ symbol, interval, from, to }, controller.signal);
      input = { kind: 'fetched', at: clock.now(), fetch, bars };
    } catch (cause) {
      input = { kind: 'fetch-failed', at: clock.now(), fetch, failure: readFailure(cause) };
    } finally {
      cancel();
    }
    if (underWay.get(symbol) !== controller) return;
    underWay.delete(symbol);
    take(input);
  };
  return {
    start(effect) {
      const controller = new AbortController();
      underWay.get(effect.symbol)?.abort();
      underWay.set(effect.symbol, controller);
      void run(effect, controller);
    },
    giveUpAll() {
      const controllers = [...underWay.values()];
      underWay.clear();
      for (const controller of controllers) controller.abort();
    },
  };
}

function readFailure(cause: unknown): FetchFailure {
  if (cause instanceof FetchError) return cause.failure;
  return { kind: 'network', message: cause instanceof Error ? cause.message : String(cause) };
}
