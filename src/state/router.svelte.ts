import * as v from 'valibot';
const viewSchema = v.fallback(
  v.picklist(['data', 'train', 'evaluate', 'simulate', 'live']),
  'data',
);

export type ViewName = v.InferOutput<typeof viewSchema>;

/** The view that the address's hash names, such as `#/simulate`; the Data view where it names none. */
export class Router {
  #current = $state<ViewName>(viewOf(location.hash));

  constructor() {
    addEventListener('hashchange', () => (this.#current = viewOf(location.hash)));
  }

  get current(): ViewName {
    return this.#current;
  }

  go(view: ViewName): void {
    location.hash = `#/${view}`;
  }
}

function viewOf(hash: string): ViewName {
  return v.parse(viewSchema, hash.replace('#/', ''));
}
