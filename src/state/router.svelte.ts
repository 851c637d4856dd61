const viewNames = ['data', 'train', 'evaluate', 'simulate', 'live'] as const;
export type ViewName = (typeof viewNames)[number];

/** The view that the address's hash names, `#/simulate`; the first view where it names none. */
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
  return viewNames.find((name) => hash === `#/${name}`) ?? 'data';
}
