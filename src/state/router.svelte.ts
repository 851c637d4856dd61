import * as v from 'valibot';
const viewSchema = v.fallback(
  v.picklist(['data', 'train', 'evaluate', 'simulate', 'live']),
  'data',
);

export type ViewName = v.InferOutput<typeof viewSchema>;

/** After a change, the address changes again once what it says has been the same for so long: browsers refuse a hundred in a row. */
const settleMs = 300;

/**
 * The view that the address's hash names, such as `#/simulate`; the Data view where it names none. What follows a question mark says
 * more of that view: `#/simulate?feeBps=5`.
 */
export class Router {
  #current = $state<ViewName>(viewOf(location.hash));
  #query = $state.raw(queryOf(location.hash));
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    addEventListener('hashchange', () => {
      clearTimeout(this.#timer);
      this.#timer = undefined;
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
   * brings it back, or when it has settled where it changes often.
   */
  describe(view: ViewName, query: string): void {
    const isFirst = this.#timer === undefined;
    clearTimeout(this.#timer);
    const write = (): void => {
      const hash = `#/${view}${query === '' ? '' : `?${query}`}`;
      // The address itself is asked: the event that tells of a change comes later.
      const isThere = viewOf(location.hash) === view;
      if (isThere && location.hash !== hash) history.replaceState(null, '', hash);
    };
    if (isFirst) write();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      write();
    }, settleMs);
  }
}

function viewOf(hash: string): ViewName {
  return v.parse(viewSchema, hash.replace('#/', '').split('?')[0]);
}

function queryOf(hash: string): URLSearchParams {
  return new URLSearchParams(hash.split('?').slice(1).join('?'));
}
