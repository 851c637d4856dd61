import { type Bars, countBars } from '../../bars/bars';
import { clipRanges } from '../../bars/gaps';
import { findDefinedStretches } from '../../dataset/build-dataset';
import { fitScaler, scaleFeatures } from '../../dataset/scaler';
import type { BlockSplit } from '../../dataset/splits';
import { computeFeatures } from '../../features/compute';
import { isMadeOfBars } from '../../features/find-feature';
import { findLabel } from '../../labels/find-label';
import { calibrate, squash } from '../../models/calibration';
import { countHistoryBars, type PredictorModel } from '../../models/predictor';
import { createStreaming } from '../../models/streaming/create-streaming';
import { createEngine, stepThrough } from '../../trading/engine';
import type { Position, Trade } from '../../trading/positions';
import type { TradingSettings } from '../../trading/settings';
import { findNewestSignal } from '../../trading/signal-log';
import type { Moment, PipelineFold, Pipeline, TradeEvent } from './pipeline';

/** What a person has chosen, and the model that came of it. */
interface PipelineSubject {
  readonly features: readonly string[];
  /** `name` of the label. */
  readonly label: string;
  readonly horizonBars: number;
  /** Blocks of each training, in time order; none where the bars are not those of the training. */
  readonly splits: readonly BlockSplit[];
  /** Of the same features. */
  readonly model?: PredictorModel & { readonly intervalMs: number };
  /** The model's probabilities that are judged, one a bar. */
  readonly probability?: ArrayLike<number>;
  readonly settings?: TradingSettings;
}

/** Returns the fold of a split into three blocks. */
function describeFold({ train, validation, test, embargoBars }: BlockSplit): PipelineFold {
  return { train: [train], validation: [validation], test: [test], embargoBars };
}

/** Returns the pipeline of our own code for a choice of features, label, split, model and trading settings. */
export function describePipeline(subject: PipelineSubject): Pipeline {
  const { features, horizonBars, splits, model, settings, probability } = subject;
  const label = findLabel(subject.label);
  return {
    features(bars) {
      const { names, columns } = computeFeatures(bars, features);
      return Object.fromEntries(names.map((name, column) => [name, columns[column]]));
    },
    extras: features.filter((name) => !isMadeOfBars(name)),
    label: {
      name: label.name,
      lookAheadBars: label.lookAheadBars(horizonBars),
      compute: (bars) => label.compute(bars, horizonBars),
    },
    split: () => splits.map(describeFold),
    fitted: [
      {
        stage: 'scaler',
        name: 'scaler',
        sees: 'train',
        fit(bars, { train }) {
          const table = computeFeatures(bars, features);
          const stretches = findDefinedStretches(bars, table);
          const ranges = train.flatMap(({ labels }) => clipRanges(stretches, labels));
          const { mean, deviation } = fitScaler(table, ranges);
          return [...mean, ...deviation];
        },
      },
    ],
    ...(model !== undefined && {
      predict: (bars) => predictStreaming(bars, model),
      historyBars: countHistoryBars(model, model.intervalMs),
    }),
    ...(probability !== undefined && { probability }),
    ...(settings !== undefined && { trade: (bars, p) => listEvents(bars, p, settings) }),
  };
}

/** Returns the probability at each bar, NaN without a full window, by the network that trades live. */
function predictStreaming(
  bars: Bars,
  { spec, features, scaler, calibration, weights }: PredictorModel,
): Float64Array {
  const table = computeFeatures(bars, features);
  const stretches = findDefinedStretches(bars, table);
  const rows = scaleFeatures(table, scaler, stretches);
  const width = features.length;
  const network = createStreaming(spec, width, weights);
  const probability = new Float64Array(countBars(bars)).fill(NaN);
  for (const { start, end } of stretches) {
    network.reset();
    for (let bar = start; bar < end; bar++) {
      const logit = network.push(rows.subarray(bar * width, (bar + 1) * width));
      probability[bar] = calibrate(squash(logit), calibration);
    }
  }
  return probability;
}

/** Returns the signals and fills of a run, in the order in which they become known. */
function listEvents(
  bars: Bars,
  probability: ArrayLike<number>,
  settings: TradingSettings,
): readonly TradeEvent[] {
  const engine = createEngine(settings, bars.intervalMs);
  const events: TradeEvent[] = [];
  let signals = 0;
  stepThrough(engine, bars, probability, { start: 0, end: countBars(bars) }, () => {
    const { signalCount } = engine.signals;
    const last = findNewestSignal(engine.signals);
    if (signalCount > signals && last !== undefined) {
      const { index, signal, price, confidence } = last;
      const side = signal === 'LONG' ? 1 : -1;
      events.push({ kind: 'signal', index, at: 'close', side, price, size: confidence });
    }
    signals = signalCount;
  });
  for (const position of [...engine.trades, ...engine.positions]) {
    events.push(describeEntry(position));
    if ('exitIndex' in position) events.push(describeExit(position));
  }
  const when = ({ index, knownFrom = index }: TradeEvent): number => knownFrom;
  // A position that is still open comes after the trades, wherever it was opened.
  return events.sort((a, b) => when(a) - when(b) || a.kind.localeCompare(b.kind));
}

/** When in its bar a fill is; the best offers are those just after the close. */
const placeOf = {
  open: 'open',
  close: 'close',
  best: 'close',
  stop: 'within',
  limit: 'within',
} as const satisfies Record<Position['entryFill'], Moment['at']>;

const momentOf = (index: number, fill: Position['entryFill']) => ({ index, at: placeOf[fill] });

function describeEntry({
  side,
  entryIndex,
  entryFill,
  entryPrice,
  quantity,
  signalIndex,
}: Position): TradeEvent {
  const since = { index: signalIndex, at: 'close' } as const;
  return {
    kind: 'entry',
    ...momentOf(entryIndex, entryFill),
    side,
    price: entryPrice,
    size: quantity,
    since,
  };
}

function describeExit(trade: Trade): TradeEvent {
  const { side, exitIndex, exitFill, exitPrice, quantity, entryIndex, entryFill, exitReason } =
    trade;
  return {
    kind: 'exit',
    ...momentOf(exitIndex, exitFill),
    side: side === 1 ? -1 : 1,
    price: exitPrice,
    size: quantity,
    since: momentOf(entryIndex, entryFill),
    // A gap is only seen at the bar after it.
    ...(exitReason === 'gap' && { knownFrom: exitIndex + 1 }),
  };
}
