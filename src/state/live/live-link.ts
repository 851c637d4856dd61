import type { LiveEvent, LiveRequest } from '../../../workers/api/live';
import type { LiveConnection } from './live-connection';

/** The live worker of the page: started when it is first wanted, and anew after it died. */
export class LiveLink {
  readonly #openLive: () => LiveConnection;
  readonly #onLost: (error: unknown) => void;
  #connection: LiveConnection | undefined;

  /** `onLost` hears why a worker died; the next call starts another. */
  constructor(openLive: () => LiveConnection, onLost: (error: unknown) => void) {
    this.#openLive = openLive;
    this.#onLost = onLost;
  }

  get api(): LiveConnection['api'] {
    return this.#open().api;
  }

  /** Resolves when the session runs. A worker that is gone is not heard any more. */
  async connect(request: LiveRequest, onEvent: (event: LiveEvent) => void): Promise<void> {
    const connection = this.#open();
    await connection.connect(request, (event) => {
      if (this.#connection === connection) onEvent(event);
    });
  }

  #open(): LiveConnection {
    if (this.#connection !== undefined) return this.#connection;
    const connection = (this.#connection = this.#openLive());
    connection.stopped.catch((error: unknown) => {
      if (this.#connection !== connection) return;
      this.#connection = undefined;
      this.#onLost(error);
    });
    return connection;
  }
}
