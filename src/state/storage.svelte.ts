import type { DataClient, Persistence } from '../client/data-client';
import type { StorageUse } from '../core/library';
import type { NoticeState } from './notices.svelte';

/** Asks the browser never to evict what is kept. */
type RequestPersistence = () => Promise<Persistence>;

/** How much room what is kept takes, and whether the browser has promised to keep it. */
export class StorageState {
  readonly #client: Pick<DataClient, 'measureStorage'>;
  readonly #requestPersistence: RequestPersistence;
  readonly #notices: NoticeState;

  #use = $state.raw<StorageUse | undefined>();
  #answer = $state<Persistence | undefined>();

  constructor(
    client: Pick<DataClient, 'measureStorage'>,
    requestPersistence: RequestPersistence,
    notices: NoticeState,
  ) {
    this.#client = client;
    this.#requestPersistence = requestPersistence;
    this.#notices = notices;
  }

  /** Undefined until it has been measured once, and where the browser does not tell. */
  get use(): StorageUse | undefined {
    return this.#use;
  }

  /** What the browser said when it was last asked to keep everything. */
  get answer(): Persistence | undefined {
    return this.#answer;
  }

  /** Measures again; a browser that does not tell is no failure. */
  async measure(): Promise<void> {
    try {
      this.#use = await this.#client.measureStorage();
    } catch {
      this.#use = undefined;
    }
  }

  /** Asks the browser to keep what is here even when its disk is full. */
  async persist(): Promise<void> {
    this.#answer = await this.#requestPersistence();
    if (this.#answer === 'granted')
      this.#notices.show('The browser has promised to keep your data until you delete it.');
    await this.measure();
  }
}
