import type { AppState } from './app-state.svelte';

/**
 * Returns a function that creates a state of a page, or of a part of it, when a view first asks for it, and gives the same one
 * from then on: it outlives that view, and its code is loaded with views and not with the page.
 */
export function createOpener<State extends object, Owner extends object = AppState>(
  create: (owner: Owner) => State,
): (owner: Owner) => State {
  const opened = new WeakMap<Owner, State>();
  return (owner) => {
    const known = opened.get(owner);
    if (known !== undefined) return known;
    let state: State | undefined;
    // What it derives must outlive the view that asked first.
    $effect.root(() => {
      state = create(owner);
    });
    if (state === undefined) throw new Error('state: an effect root must run at once');
    opened.set(owner, state);
    return state;
  };
}
