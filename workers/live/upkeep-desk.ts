import type { EpochMs } from '../../src/core/bars/bars';
import type { ModelUpkeep } from '../../src/core/live/model-upkeep';
import type { PaperOutcome } from '../../src/core/live/paper-session';
import type { LiveModel } from './ports';
import { createUpkeepMonitor, type UpkeepMonitor, type UpkeepStandard } from './upkeep-monitor';

/** Watches the models that give the watched symbols their signals. */
export interface UpkeepDesk {
  take(closed: Extract<PaperOutcome, { kind: 'closed' }>): void;
  /** Of each model whose own bars are loaded by now. */
  judge(now: EpochMs): readonly ModelUpkeep[];
}

/** Returns a desk that loads what it compares with in the background. */
export function createUpkeepDesk(
  watched: ReadonlyMap<string, LiveModel>,
  onWarning: (text: string) => void,
): UpkeepDesk {
  const monitors = new Map<
    string,
    { readonly monitor: UpkeepMonitor; standard?: UpkeepStandard }
  >();
  for (const [symbol, model] of watched) {
    const entry: { readonly monitor: UpkeepMonitor; standard?: UpkeepStandard } = {
      monitor: createUpkeepMonitor(symbol, model.info),
    };
    monitors.set(symbol, entry);
    model.loadStandard().then(
      (standard) => (entry.standard = standard),
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        onWarning(`${model.info.name} cannot be compared with its own bars: ${reason}`);
      },
    );
  }
  return {
    take({ symbol, bar, result }) {
      monitors.get(symbol)?.monitor.take(bar, result.probability, result.features);
    },
    judge: (now) =>
      [...monitors.values()].flatMap(({ monitor, standard }) =>
        standard === undefined ? [] : [monitor.judge(now, standard)],
      ),
  };
}
