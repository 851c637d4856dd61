import type { AppState } from './app-state.svelte';

/**
 * Returns a function that creates a state of a page when a view first asks for it, and gives the same one from then on: it
 * outlives that view, and its code is loaded with views and not with the page.
 */
export function createOpener<State extends object>(
  create: (app: AppState) => State,
): (app: AppState) => State {
  const opened = new WeakMap<AppState, State>();
  return (app) => {
    const known = opened.get(app);
    if (known !== undefined) return known;
    let state: State | undefined;
    // What it derives must outlive the view that asked first.
    $effect.root(() => {
      state = create(app);
    });
    if (state === undefined) throw new Error('state: an effect root must run at once');
    opened.set(app, state);
    return state;
  };
}
