import { expose, transfer } from 'comlink';
import type { BarRange, Bars } from '../src/core/bars/bars';
import type { ModelInfo } from '../src/core/library';
import { createReplay, type Replay } from '../src/core/replay';
import { loadBars } from '../src/storage/datasets';
import { loadModel } from '../src/storage/models';
import { openDatabase } from '../src/storage/open';
import { loadPrediction, savePrediction } from '../src/storage/predictions';
import type { OpenRequest, SessionApi, SessionEvent } from './api/session';
import { createReplayClock, type ReplayClock } from './replay-clock';

type EventSink = (event: SessionEvent) => void | Promise<void>;

interface Session {
  readonly replay: Replay;
  readonly clock: ReplayClock;
}

let session: Session | undefined;
/** The last `open` wins, even if an earlier one takes longer. */
let lastRequest: OpenRequest | undefined;

const api: SessionApi = {
  async open(request, onEvent: EventSink) {
    session?.clock.dispose();
    session = undefined;
    lastRequest = request;
    const { bars, info, probability } = await loadSubject(request, onEvent);
    const range = chooseRange(request.datasetId, info, bars, probability);
    const replay = createReplay({ bars, probability, range, settings: request.settings });
    if (request.playhead !== undefined) replay.seek(request.playhead);
    if (lastRequest === request) {
      session = { replay, clock: connectClock(replay, range, request, onEvent) };
      session.clock.requestFrame();
    }
    return { range, outOfSampleStart: range.start, probability };
  },
  configure(settings) {
    const { replay, clock } = requireSession();
    replay.configure(settings);
    clock.requestFrame();
  },
  start: () => requireSession().clock.start(),
  stop: () => requireSession().clock.stop(),
  restart() {
    const { replay, clock } = requireSession();
    replay.restart();
    clock.requestFrame();
  },
  seek(playhead) {
    const { replay, clock } = requireSession();
    replay.seek(playhead);
    clock.requestFrame();
  },
  setSpeed: (speed) => requireSession().clock.setSpeed(speed),
};

expose(api);

function requireSession(): Session {
  if (session === undefined) throw new Error('session: open a dataset and a model first');
  return session;
}

/** Bars, model, and its probabilities for those bars: kept ones, else computed once and kept. */
async function loadSubject(
  { datasetId, modelId, backend }: OpenRequest,
  onEvent: EventSink,
): Promise<{ bars: Bars; info: ModelInfo; probability: Float32Array }> {
  const database = await openDatabase();
  try {
    const [bars, { info, weights }, kept] = await Promise.all([
      loadBars(database, datasetId),
      loadModel(database, modelId),
      loadPrediction(database, modelId, datasetId),
    ]);
    if (kept !== undefined) return { bars, info, probability: kept };
    const { predictBars } = await import('../models/predict-dataset');
    const probability = await predictBars(bars, info, weights, backend, (done, total) => {
      void onEvent({ kind: 'predicting', done, total });
    });
    await savePrediction(database, modelId, datasetId, probability);
    return { bars, info, probability };
  } finally {
    database.close();
  }
}

/** The training dataset counts out of sample only; any other one, wherever the model has a view. */
function chooseRange(
  datasetId: string,
  info: ModelInfo,
  bars: Bars,
  probability: Float32Array,
): BarRange {
  if (datasetId === info.datasetId) return info.outOfSample;
  const start = probability.findIndex((value) => !Number.isNaN(value));
  if (start >= 0) return { start, end: bars.openTime.length };
  throw new Error(
    `session: model ${info.name} needs a stretch without a gap that fills its window, ` +
      `found none in ${bars.openTime.length} bars of dataset ${datasetId}`,
  );
}

function connectClock(
  replay: Replay,
  range: BarRange,
  { speed }: OpenRequest,
  onEvent: EventSink,
): ReplayClock {
  return createReplayClock(
    {
      now: () => performance.now(),
      setTimer(callback, delayMs) {
        const timer = setTimeout(callback, delayMs);
        return () => clearTimeout(timer);
      },
      advance: replay.advance,
      isAtEnd: replay.isAtEnd,
      async publish(isRunning) {
        const frame = { kind: 'frame', range, isRunning, ...replay.frame() } as const;
        await onEvent(transfer(frame, [frame.equity.buffer]));
      },
      onEnded: () => void onEvent({ kind: 'ended' }),
    },
    speed,
  );
}
