import type { AppState } from './app-state.svelte';
import { ComparisonState } from './comparison.svelte';
import { createOpener } from './open-state.svelte';
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

/** Returns the model lab of a page. */
export const openModelLab = createOpener((app) => new ModelLab(app));
