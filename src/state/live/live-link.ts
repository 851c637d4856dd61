import type {
  LiveApi,
  LiveEvent,
  LiveRequest,
  RecordingProgress,
  RecordingReport,
} from '../../../workers/api/live';
import type { Attention } from '../../client/attention';
import type { PaperAccount } from '../../core/trading/paper-account';
import type { LibraryState } from '../library.svelte';
import type { NoticeState } from '../notices.svelte';

/** The live worker of the page: started when it is first needed, and again after it died. */
export class LiveLink {
  readonly #openLive: () => LiveConnection;
  readonly #onLost: (error: unknown) => void;
  #connection: LiveConnection | undefined;

  /** `onLost` is called with the reason when a worker dies; the next call starts another. */
  constructor(openLive: () => LiveConnection, onLost: (error: unknown) => void) {
    this.#openLive = openLive;
    this.#onLost = onLost;
  }

  get api(): LiveConnection['api'] {
    return this.#open().api;
  }

  /** Resolves when the session is running. Events of a worker that has died are ignored. */
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

/** A live worker as the page uses it; the client of `src/client/live-client.ts` is one. */
export interface LiveConnection {
  readonly api: Omit<LiveApi, 'connect' | 'replayRecording'>;
  connect(request: LiveRequest, onEvent: (event: LiveEvent) => void): Promise<void>;
  replayRecording(
    file: Blob,
    onProgress: (progress: RecordingProgress) => void,
  ): Promise<RecordingReport>;
  /** Rejects when the worker dies. */
  readonly stopped: Promise<never>;
  end(): void;
}

/** What a live state needs from the page. */
export interface LiveContext {
  readonly openLive: () => LiveConnection;
  readonly library: Pick<LibraryState, 'models' | 'model'>;
  readonly notices: NoticeState;
  readonly attention: Attention;
  /**
   * The account that a first connection opens, so that the model has something to trade with. Without a model undefined, unless the
   * settings in force need none.
   */
  readonly proposeAccount: (
    symbol: string,
    modelId: string | undefined,
  ) => PaperAccount | undefined;
}
