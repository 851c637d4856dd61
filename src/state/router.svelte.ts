import * as v from 'valibot';
const viewSchema = v.fallback(
  v.picklist(['data', 'train', 'evaluate', 'simulate', 'live']),
  'data',
);

export type ViewName = v.InferOutput<typeof viewSchema>;

/**
 * Browsers refuse a hundred changes of the address in a row: so many are made at once, further ones when what it says has been the
 * same for so long.
 */
const atOnce = { max: 8, settleMs: 300 } as const;

/**
 * The view that the address's hash names, such as `#/simulate`; the Data view where it names none. What follows a question mark says
 * more of that view: `#/simulate?feeBps=5`.
 */
export class Router {
  #current = $state<ViewName>(viewOf(location.hash));
  #query = $state.raw(queryOf(location.hash));
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Changes of the address since it last settled. */
  #changes = 0;

  constructor() {
    addEventListener('hashchange', () => {
      clearTimeout(this.#timer);
      this.#changes = 0;
      this.#current = viewOf(location.hash);
      this.#query = queryOf(location.hash);
    });
  }

  get current(): ViewName {
    return this.#current;
  }

  /**
   * What the address said after the view when a person opened it, or went back to it, as in `#/simulate?lesson=blind`; what `describe`
   * writes is not among it.
   */
  get query(): URLSearchParams {
    return this.#query;
  }

  go(view: ViewName): void {
    location.hash = `#/${view}`;
  }

  /**
   * Writes into the address what it is to say after the question mark, in place of the entry of the history: at once, so that a reload
   * brings it back, and when it has settled where it changes often.
   */
  describe(view: ViewName, query: string): void {
    clearTimeout(this.#timer);
    const write = (): void => {
      const hash = `#/${view}${query === '' ? '' : `?${query}`}`;
      // The address itself is asked: the event that tells of a change comes later.
      const isThere = viewOf(location.hash) === view;
      if (isThere && location.hash !== hash) history.replaceState(null, '', hash);
    };
    if (this.#changes++ < atOnce.max) write();
    this.#timer = setTimeout(() => {
      this.#changes = 0;
      write();
    }, atOnce.settleMs);
  }
}

function viewOf(hash: string): ViewName {
  return v.parse(viewSchema, hash.replace('#/', '').split('?')[0]);
}

function queryOf(hash: string): URLSearchParams {
  return new URLSearchParams(hash.split('?').slice(1).join('?'));
}
