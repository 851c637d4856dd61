import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface GrowthOptions {
  /**
   * Bars after which what is kept of the past has gone through a whole cycle: windows grow to twice their
   * size before they are cut, so that two moments compare only where they stand alike.
   */
  readonly cycleBars: number;
  /** How often the heap is measured within a cycle. */
  readonly samples: number;
  /** Lets so many bars happen to what is measured, whose windows must be full by now. */
  readonly takeBars: (count: number) => Promise<void>;
  /** Bytes in use after a collection. */
  readonly measureHeap?: () => Promise<number>;
}

/** Mean heap of two cycles, one after the other. */
export interface GrowthReport {
  readonly bars: number;
  readonly firstMb: number;
  readonly secondMb: number;
  readonly bytesPerBar: number;
}

/** Measures by how much the heap grows beyond the windows that are kept. */
export async function measureGrowth({
  cycleBars,
  samples,
  takeBars,
  measureHeap = createHeapMeter(),
}: GrowthOptions): Promise<GrowthReport> {
  const measureCycle = async (): Promise<number> => {
    let sum = 0;
    for (let sample = 0; sample < samples; sample++) {
      await takeBars(cycleBars / samples);
      sum += await measureHeap();
    }
    return sum / samples;
  };
  const first = await measureCycle();
  const second = await measureCycle();
  const toMb = (bytes: number): number => Math.round((bytes / 2 ** 20) * 100) / 100;
  return {
    bars: 2 * cycleBars,
    firstMb: toMb(first),
    secondMb: toMb(second),
    bytesPerBar: Math.round(((second - first) / cycleBars) * 10) / 10,
  };
}

/** Buffers are given back on another thread, some time after their owner was collected: until no more are. */
const sweepMs = 5;
const maxSweeps = 100;

function createHeapMeter(): () => Promise<number> {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  return async () => {
    for (let round = 0; round < 2; round++) {
      collectGarbage();
      await new Promise((resolve) => setTimeout(resolve, sweepMs));
    }
    let { heapUsed, external } = process.memoryUsage();
    for (let sweep = 0; sweep < maxSweeps; sweep++) {
      const before = external;
      await new Promise((resolve) => setTimeout(resolve, sweepMs));
      ({ heapUsed, external } = process.memoryUsage());
      if (external >= before) break;
    }
    return heapUsed + external;
  };
}
