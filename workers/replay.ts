import { transfer } from 'comlink';
import type { BarRange, Bars } from '../src/core/bars/bars';
import { findOutOfSample } from '../src/core/out-of-sample';
import { createReplay, type Replay } from '../src/core/trading/replay';
import { findDataset, loadBars } from '../src/storage/datasets';
import { type LoadedModel, loadModel, loadPrediction, savePrediction } from '../src/storage/models';
import { openDatabase } from '../src/storage/database';
import type { TabquantDatabase } from '../src/storage/schema';
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

/** The replay worker: owns the clock and the engine's state. */
export const replayApi: SessionApi = {
  async open(request, onEvent: EventSink) {
    session?.clock.dispose();
    session = undefined;
    lastRequest = request;
    const { bars, probability, range } = await loadSubject(request, onEvent);
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

function requireSession(): Session {
  if (session === undefined) throw new Error('session: open a dataset and a model first');
  return session;
}

interface Subject {
  readonly bars: Bars;
  /** One per bar; NaN where the model has no full window. */
  readonly probability: Float32Array;
  /** Bars that the model has not seen. */
  readonly range: BarRange;
}

async function loadSubject(request: OpenRequest, onEvent: EventSink): Promise<Subject> {
  const database = await openDatabase();
  try {
    const { datasetId, modelId } = request;
    const [bars, loaded, dataset] = await Promise.all([
      loadBars(database, datasetId),
      loadModel(database, modelId),
      findDataset(database, datasetId),
    ]);
    if (dataset === undefined) throw new Error(`session: dataset ${datasetId} is gone`);
    const { info: model } = loaded;
    const probability = await predictOnce(database, bars, loaded, request, onEvent);
    const range = findOutOfSample({ dataset, bars, model, probability });
    return { bars, probability, range };
  } finally {
    database.close();
  }
}

/** Returns the stored probabilities of a model for a dataset, or computes and stores them. */
async function predictOnce(
  database: TabquantDatabase,
  bars: Bars,
  { info, weights }: LoadedModel,
  { datasetId, backend }: OpenRequest,
  onEvent: EventSink,
): Promise<Float32Array> {
  const kept = await loadPrediction(database, info.id, datasetId);
  if (kept?.length === bars.openTime.length) return kept;
  const { predictBars } = await import('../models/predict-dataset');
  const probability = await predictBars(bars, info, weights, backend, (done, total) => {
    void onEvent({ kind: 'predicting', done, total });
  });
  await savePrediction(database, info.id, datasetId, probability);
  return probability;
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
