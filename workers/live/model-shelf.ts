import { createLivePredictor } from '../../src/core/live/predictor';
import type { LiveModel, LivePorts } from './ports';

/** The models of a session, loaded once each. */
export interface ModelShelf {
  /** Loads a model unless it is there; tells why it cannot be used, and then goes on without it. */
  load(modelId: string): Promise<LiveModel | undefined>;
  has(modelId: string): boolean;
  find(modelId: string): LiveModel | undefined;
  list(): readonly LiveModel[];
}

export interface ModelShelfOptions {
  readonly ports: Pick<LivePorts, 'loadModel'>;
  /** Of the bars that the models are asked about. */
  readonly intervalMs: number;
  /** A model has come: from now on `has` says so. */
  readonly onLoaded: (model: LiveModel) => void;
  readonly onWarning: (text: string) => void;
}

/** Returns a shelf without models. */
export function createModelShelf(options: ModelShelfOptions): ModelShelf {
  const { ports, intervalMs, onLoaded, onWarning } = options;
  const models = new Map<string, LiveModel>();
  /** Said once, however often it is tried. */
  const refused = new Set<string>();
  /** So that two who want the same model at once get one. */
  const loading = new Map<string, Promise<LiveModel | undefined>>();

  const fetch = async (modelId: string): Promise<LiveModel | undefined> => {
    try {
      const model = await ports.loadModel(modelId);
      const { info, desk } = model;
      if (info.intervalMs !== intervalMs) {
        throw new Error(`${info.name} reads bars of another interval: choose another model`);
      }
      // Tells whether weights and features fit.
      createLivePredictor(desk, intervalMs);
      models.set(modelId, model);
      onLoaded(model);
      return model;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!refused.has(modelId))
        onWarning(`A model cannot be asked, so its symbols have no signal: ${reason}`);
      refused.add(modelId);
      return undefined;
    } finally {
      loading.delete(modelId);
    }
  };
  return {
    async load(modelId) {
      const known = models.get(modelId);
      if (known !== undefined) return known;
      const under = loading.get(modelId) ?? fetch(modelId);
      loading.set(modelId, under);
      return under;
    },
    has: (modelId) => models.has(modelId),
    find: (modelId) => models.get(modelId),
    list: () => [...models.values()],
  };
}
