import type { AppState } from './app-state.svelte';
import { ComparisonState } from './comparison.svelte';
import { SearchState } from './search.svelte';

/** What a person does with several models: compares them, and searches for better ones. */
class ModelLab {
  readonly comparison: ComparisonState;
  readonly search: SearchState;

  constructor(app: AppState) {
    this.comparison = new ComparisonState(app);
    this.search = new SearchState(app);
  }
}

const opened = new WeakMap<AppState, ModelLab>();

/** Returns the model lab of a page, which outlives the view that asks first; its code is loaded with that view. */
export function openModelLab(app: AppState): ModelLab {
  const known = opened.get(app);
  if (known !== undefined) return known;
  let lab: ModelLab | undefined;
  $effect.root(() => {
    lab = new ModelLab(app);
  });
  if (lab === undefined) throw new Error('model lab: an effect root must run at once');
  opened.set(app, lab);
  return lab;
}
