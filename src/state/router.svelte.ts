import * as v from 'valibot';
const viewSchema = v.fallback(
  v.picklist(['data', 'train', 'evaluate', 'simulate', 'live']),
  'data',
);

export type ViewName = v.InferOutput<typeof viewSchema>;

/** The view that the address's hash names, such as `#/simulate`; the Data view where it names none. */
export class Router {
  #current = $state<ViewName>(viewOf(location.hash));
  #query = $state.raw(queryOf(location.hash));

  constructor() {
    addEventListener('hashchange', () => {
      this.#current = viewOf(location.hash);
      this.#query = queryOf(location.hash);
    });
  }

  get current(): ViewName {
    return this.#current;
  }

  /** What follows the view in the address, as in `#/simulate?lesson=blind`. */
  get query(): URLSearchParams {
    return this.#query;
  }

  go(view: ViewName): void {
    location.hash = `#/${view}`;
  }
}

function viewOf(hash: string): ViewName {
  return v.parse(viewSchema, hash.replace('#/', '').split('?')[0]);
}

function queryOf(hash: string): URLSearchParams {
  return new URLSearchParams(hash.split('?')[1] ?? '');
}
