import { proxy, type Remote } from 'comlink';
import type {
  LiveApi,
  LiveEvent,
  LiveRequest,
  RecordingProgress,
  RecordingReport,
} from '../../workers/api/live';
import { spawnWorker } from './worker-handle';

/** A running live worker: it owns socket, clock and paper accounts until `end`. */
interface LiveClient {
  /** Everything but the calls whose listener needs to be passed on. */
  readonly api: Omit<Remote<LiveApi>, 'connect' | 'replayRecording'>;
  /** Ends an earlier session of this client; resolves when the new one runs. */
  connect(request: LiveRequest, onEvent: (event: LiveEvent) => void): Promise<void>;
  /** Runs an exported recording again; `end` gives it up. Rejects with `RecordingError`. */
  replayRecording(
    file: Blob,
    onProgress: (progress: RecordingProgress) => void,
  ): Promise<RecordingReport>;
  /** Rejects when the worker dies, or with `WorkerEndedError` when it is ended. */
  readonly stopped: Promise<never>;
  /**
   * Ends the worker. Disconnect first, so that accounts are written and free for other tabs at once; what
   * was written stays whole in any case.
   */
  end(): void;
}

/** Starts a live worker, which keeps the browser's word on whether there is a network. */
export function startLive(): LiveClient {
  const handle = spawnWorker('live');
  const { api, stopped } = handle;
  const tellOnline = (): void => void api.setOnline(navigator.onLine);
  window.addEventListener('online', tellOnline);
  window.addEventListener('offline', tellOnline);
  return {
    api,
    stopped,
    async connect(request, onEvent) {
      await Promise.race([api.connect(request, proxy(onEvent)), stopped]);
      tellOnline();
    },
    replayRecording: (file, onProgress) =>
      Promise.race([api.replayRecording(file, proxy(onProgress)), stopped]),
    end() {
      window.removeEventListener('online', tellOnline);
      window.removeEventListener('offline', tellOnline);
      handle.end();
    },
  };
}
