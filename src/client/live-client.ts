import { proxy, type Remote } from 'comlink';
import type {
  AskLiveRule,
  LiveApi,
  LiveEvent,
  LiveRequest,
  RecordingProgress,
  RecordingReport,
} from '../../workers/api/live';
import type { RuleAskers } from './rule-sandbox/ask-rules';
import { spawnWorker } from './worker-handle';

/** A running live worker, which owns socket, clock and paper accounts until `end`. */
interface LiveClient {
  /** All calls except those with a listener, which are below. */
  readonly api: Omit<Remote<LiveApi>, 'connect' | 'replayRecording'>;
  /** Starts a session, after ending an earlier one; resolves when it is running. */
  connect(request: LiveRequest, onEvent: (event: LiveEvent) => void): Promise<void>;
  /** Runs an exported recording again; `end` cancels it. Rejects with `RecordingError`. */
  replayRecording(
    file: Blob,
    onProgress: (progress: RecordingProgress) => void,
  ): Promise<RecordingReport>;
  /** Rejects when the worker dies, or with `WorkerEndedError` when it is ended. */
  readonly stopped: Promise<never>;
  /**
   * Ends the worker. Disconnect first, so that accounts are written and released to other tabs at once; what was
   * written stays intact in any case.
   */
  end(): void;
}

/** Starts a live worker, and reports to it whether the browser has a network. */
export function startLive(): LiveClient {
  const handle = spawnWorker('live');
  const { api, stopped } = handle;
  let rules: RuleAskers | undefined;
  const askRule: AskLiveRule = async (text, question) => {
    // Loaded with the first rule.
    const { createRuleAskers } = await import('./rule-sandbox/ask-rules');
    return (rules ??= createRuleAskers()).ask(text, question);
  };
  const reportOnline = (): void => void api.setOnline(navigator.onLine);
  window.addEventListener('online', reportOnline);
  window.addEventListener('offline', reportOnline);
  return {
    api,
    stopped,
    async connect(request, onEvent) {
      await Promise.race([api.connect(request, proxy(onEvent), proxy(askRule)), stopped]);
      reportOnline();
    },
    replayRecording: (file, onProgress) =>
      Promise.race([api.replayRecording(file, proxy(onProgress)), stopped]),
    end() {
      window.removeEventListener('online', reportOnline);
      window.removeEventListener('offline', reportOnline);
      handle.end();
      rules?.end();
    },
  };
}
