import { afterEach, expect, test, vi } from 'vitest';
import { defaultTrainingOptions } from '../../src/core/models/options';
import type { ModelSpec } from '../../src/core/models/model-kind';
import { createLivePredictor } from '../../src/core/models/predictor';
import { hasGradient, receptiveField } from '../../src/core/models/spec';
import { choose } from '../../src/core/trading/choice';
import { encodeDecision } from '../../src/core/trading/own-rule/decisions';
import { defaultTradingSettings } from '../../src/core/trading/settings';
import { ownRule } from '../../src/core/trading/strategies/own-rule';
import type { Examination } from '../../src/core/verdict/evidence';
import { openDatabase } from '../../src/storage/database';
import { loadModel, loadPrediction } from '../../src/storage/models';
import { saveDataset } from '../../src/storage/save-datasets';
import { checkLeaks } from '../../workers/check-leaks';
import { evaluateApi } from '../../workers/evaluate';
import { trainApi } from '../../workers/train';
import { makeWalk, toBars } from '../live/walk';
import { makeDataset } from '../storage/make-records';
import type { DecideByRule } from '../../workers/api/session';
import { decideNothing } from './decide-nothing';

const walk = makeWalk(4 * 1440);
const features = ['ret_1', 'ret_5', 'vol_20', 'trend'];

/** Long at every bar. */
const decideLong: DecideByRule = (_text, { range }) =>
  Promise.resolve({
    kind: 'decided',
    decisions: new Float64Array(range.end - range.start).fill(encodeDecision(1, 0.5)),
  });

afterEach(() => vi.unstubAllGlobals());

test.each<{ spec: ModelSpec; label: string }>([
  { spec: { kind: 'logistic', bars: 3 }, label: 'direction' },
  {
    spec: {
      kind: 'trees',
      trees: 30,
      leaves: 4,
      shrinkage: 0.1,
      leafBars: 50,
      penalty: 1,
      bars: 2,
    },
    label: 'triple-barrier',
  },
])(
  'a model of the kind $spec.kind is trained, judged, explained and free of leaks',
  async (choice) => {
    const { spec, label } = choice;
    vi.stubGlobal('navigator', { hardwareConcurrency: 1 });
    const database = await openDatabase();
    const { id: datasetId } = await saveDataset(database, makeDataset({ bars: toBars(walk) }));
    const told: string[] = [];
    const { id: modelId } = await trainApi.train(
      {
        datasetId,
        spec,
        options: defaultTrainingOptions,
        label,
        horizonBars: 10,
        features,
        backend: 'auto',
        workers: 'auto',
      },
      (event) => void told.push(event.kind),
    );
    expect(new Set(told)).toContain('epoch');

    const { info, weights } = await loadModel(database, modelId);
    expect(info.backend.label).toBe('plain code');
    const stored = (await loadPrediction(database, modelId, datasetId)) ?? [];
    const live = createLivePredictor({ ...info, weights }, 60_000);
    walk.forEach((bar, at) => {
      const probability = live.push(bar);
      if (at >= 60 + receptiveField(spec)) expect(probability).toBeCloseTo(stored[at], 5);
    });

    const parts: Partial<Examination> = {};
    await evaluateApi.open({ datasetId, modelId, backend: 'auto' }, () => undefined, decideNothing);
    const settings = {
      ...defaultTradingSettings,
      strategy: { kind: 'thresholds', long: 0.5, short: 0.499 },
    };
    const findings = await evaluateApi.find(settings);
    expect(findings.evidence.trades).toBeGreaterThan(0);
    await evaluateApi.examine(settings, (event) => {
      if (event.kind === 'part') Object.assign(parts, event.part);
    });
    expect(parts.importance?.map(({ name }) => name)).toEqual(features);
    expect(parts.lookBack?.map(({ name }) => name)).toEqual(
      receptiveField(spec) > 2 ? ['1', '2'] : ['1'],
    );
    expect(parts.signal?.method).toBe(hasGradient(spec) ? 'gradient' : 'occlusion');
    expect(parts.signal?.contributions.length).toBe(receptiveField(spec) * features.length);
    expect(parts.signal?.contributions.every(Number.isFinite)).toBe(true);
    expect(parts.baselines?.length).toBeGreaterThan(5);

    // A person's own rule decides on bars that the model learned from as well.
    await evaluateApi.open({ datasetId, modelId, backend: 'auto' }, () => undefined, decideLong);
    const strategy = choose(ownRule);
    await evaluateApi.examine({ ...defaultTradingSettings, strategy }, (event) => {
      if (event.kind === 'part') Object.assign(parts, event.part);
    });
    expect(parts.autopsy?.slice(0, 2).map(({ name }) => name)).toEqual(['reference', 'unseen']);
    for (const { trades } of parts.autopsy?.slice(0, 2) ?? []) expect(trades).toBeGreaterThan(10);

    const { findings: leaks } = await checkLeaks(
      database,
      { datasetId, modelId, settings },
      () => undefined,
      decideNothing,
    );
    expect(leaks).toEqual([]);
  },
);
