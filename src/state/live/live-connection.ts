import type { Attention } from '../../client/attention';
import type { PaperAccount } from '../../core/live/paper-account';
import type {
  LiveApi,
  LiveEvent,
  LiveRequest,
  RecordingProgress,
  RecordingReport,
} from '../../../workers/api/live';
import type { LibraryState } from '../library.svelte';
import type { NoticeState } from '../notices.svelte';

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

/** What a live state needs of the page around it. */
export interface LiveSurroundings {
  readonly openLive: () => LiveConnection;
  readonly library: Pick<LibraryState, 'models' | 'model'>;
  readonly notices: NoticeState;
  readonly attention: Attention;
  /** The account that a first connection opens, so that the model has something to trade with. */
  readonly proposeAccount: (symbol: string, modelId: string) => PaperAccount | undefined;
}
