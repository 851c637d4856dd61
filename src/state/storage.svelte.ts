import type { DataClient, Persistence } from '../client/data-client';
import type { StorageUse } from '../core/library';
import type { NoticeState } from './notices.svelte';

/** Asks the browser never to evict what is stored. */
type RequestPersistence = () => Promise<Persistence>;

/** How much space the stored data takes, and whether the browser has promised to keep it. */
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

  /** Undefined until it has been measured once, and where the browser does not say. */
  get use(): StorageUse | undefined {
    return this.#use;
  }

  /** The browser's last answer to the request to keep everything. */
  get answer(): Persistence | undefined {
    return this.#answer;
  }

  /** Measures again; it is not a failure if the browser does not say. */
  async measure(): Promise<void> {
    try {
      this.#use = await this.#client.measureStorage();
    } catch {
      this.#use = undefined;
    }
  }

  /** Asks the browser to keep the stored data even when the disk is full. */
  async persist(): Promise<void> {
    this.#answer = await this.#requestPersistence();
    if (this.#answer === 'granted')
      this.#notices.show('The browser has promised to keep your data until you delete it.');
    await this.measure();
  }
}
