import type { DeskModel } from '../../src/core/live/trading-desk';
import { createLivePredictor } from '../../src/core/live/predictor';
import type { LiveModel, LivePorts } from './ports';

/** The models of a session, loaded once each. */
export interface ModelShelf {
  /** Loads a model unless it is there; tells why it cannot be used, and then goes on without it. */
  load(modelId: string): Promise<LiveModel | undefined>;
  has(modelId: string): boolean;
  find(modelId: string): LiveModel | undefined;
  desks(): readonly DeskModel[];
}

/** Returns a shelf without models for bars of `intervalMs`. */
export function createModelShelf(
  ports: Pick<LivePorts, 'loadModel'>,
  intervalMs: number,
  onWarning: (text: string) => void,
): ModelShelf {
  const models = new Map<string, LiveModel>();
  return {
    async load(modelId) {
      const known = models.get(modelId);
      if (known !== undefined) return known;
      try {
        const model = await ports.loadModel(modelId);
        const { info, desk } = model;
        if (info.intervalMs !== intervalMs) {
          throw new Error(`${info.name} reads bars of another interval: choose another model`);
        }
        // Tells whether weights and features fit.
        createLivePredictor(desk, intervalMs);
        models.set(modelId, model);
        return model;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        onWarning(`A model cannot be asked, so its symbols have no signal: ${reason}`);
        return undefined;
      }
    },
    has: (modelId) => models.has(modelId),
    find: (modelId) => models.get(modelId),
    desks: () => [...models.values()].map(({ desk }) => desk),
  };
}
