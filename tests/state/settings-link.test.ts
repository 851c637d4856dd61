import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DatasetInfo, ModelInfo } from '../../src/core/library';
import type { TradingSettings } from '../../src/core/trading/settings';
import { choose } from '../../src/core/trading/choice';
import { smaCross } from '../../src/core/trading/strategies/sma-cross';
import { NoticeState } from '../../src/state/notices.svelte';
import { describeShare } from '../../src/state/share-link';
import { defaultTrainingChoices } from '../../src/state/training-choices';
import { SettingsLink } from '../../src/state/settings-link';
import { TradingChoices } from '../../src/state/trading-choices.svelte';
import { makeModel } from '../storage/make-records';
import { makeDatasetInfo } from './make-dataset-info';

const dataset = { ...makeDatasetInfo(), id: 'd1234567890123456' };
const model = makeModel(dataset.id, { id: 'm1234567890123456', horizonBars: 15 });
const other = makeModel(dataset.id, { id: 'other', horizonBars: 15 });

/** A page with this address, whose library has one dataset and two models. */
function open(query: string) {
  const written: string[] = [];
  const choices = new TradingChoices();
  const applied: TradingSettings[] = [];
  const library = {
    isLoading: false,
    datasets: [dataset] as readonly DatasetInfo[],
    models: [model, other] as readonly ModelInfo[],
    dataset: dataset as DatasetInfo | undefined,
    model: other as ModelInfo | undefined,
    useDataset: vi.fn(),
    useModel(id: string) {
      library.model = library.models.find((one) => one.id === id);
    },
  };
  const app = {
    library,
    notices: new NoticeState(),
    importing: { progress: undefined as object | undefined, addSample: vi.fn() },
    training: {
      choices: defaultTrainingChoices,
      usableChoices: defaultTrainingChoices,
      choose: vi.fn(),
    },
    router: {
      query: new URLSearchParams(query),
      describe: (view: string, said: string) => written.push(`${view}?${said}`),
    },
    simulation: {
      choices,
      applyChoices: () => applied.push(choices.settingsFor(dataset, library.model ?? model)),
    },
  };
  const link = new SettingsLink(app as never);
  const settings = () => choices.settingsFor(dataset, library.model ?? model);
  return { link, app, library, choices, settings, written, applied };
}

describe('the address of a simulation', () => {
  beforeEach(() => {
    vi.useRealTimers();
    vi.stubGlobal('location', new URL('https://lab.example/'));
  });
  afterEach(() => vi.unstubAllGlobals());

  test('says dataset and model, and only the settings that differ', () => {
    const { link, written, choices } = open('');
    link.follow();
    link.write();
    expect(written).toEqual(['simulate?dataset=d12345678901&model=other']);
    choices.set(dataset, other, { exits: [{ kind: 'hold', bars: 30 }], feeBps: 2.5 });
    link.write();
    const [, said] = written;
    expect(said).toContain('&feeBps=2.5&exits=hold&exits.hold.bars=30');
  });

  test('brings back what it says: model, settings, and the preset that has such values', () => {
    const { link, settings, library, choices, applied, app } = open(
      'dataset=d12345678901&model=m12345678901&strategy.long=0.55&strategy.short=0.45&exits=hold&feeBps=2.5',
    );
    // What was chosen before, and the link does not say, is as it was at first.
    choices.set(dataset, model, { minConfidence: 0.2 });
    link.follow();
    expect(library.model?.id).toBe(model.id);
    expect(settings()).toMatchObject({
      strategy: { kind: 'thresholds', long: 0.55, short: 0.45 },
      exits: [{ kind: 'hold', bars: 15 }],
      feeBps: 2.5,
      minConfidence: 0,
    });
    expect([choices.mode, choices.preset]).toEqual(['preset', 'conservative']);
    expect(applied.length).toBe(1);
    expect(app.notices.current).toBeUndefined();
    // It is read once; what a person changes then stays.
    choices.set(dataset, model, { feeBps: 7 });
    link.follow();
    expect(settings().feeBps).toBe(7);
    // The same link, opened once more, is followed once more.
    app.router.query = new URLSearchParams(app.router.query);
    link.follow();
    expect(settings().feeBps).toBe(2.5);
  });

  test('changes nothing where it says what is in force, as after a reload', () => {
    const first = open('');
    first.choices.mode = 'custom';
    first.link.write();
    const { link, choices, applied, app } = first;
    app.router.query = new URLSearchParams(first.written[0].replace('simulate?', ''));
    link.follow();
    expect(applied).toEqual([]);
    expect(choices.mode).toBe('custom');
  });

  test('tells what it could not read, and uses the rest', () => {
    const { link, settings, app, library } = open('model=gone&strategy.long=2&feeBps=3');
    link.follow();
    expect(library.model).toBe(other);
    expect(settings()).toMatchObject({ feeBps: 3, strategy: { long: 0.52 } });
    const text = app.notices.current?.text ?? '';
    expect(text).toContain('the model gone is not in this browser');
    expect(text).toContain('strategy.long=2: strategy long must be a number from 0.01 to 0.99');
  });

  test('leaves the address of a lesson alone', () => {
    const { link, written, applied } = open('lesson=blind&stretch=7');
    link.follow();
    link.write();
    expect([written, applied]).toEqual([[], []]);
  });

  test('waits for the library, and is nothing without a model', () => {
    const { link, library, settings, written } = open('feeBps=3');
    library.isLoading = true;
    link.follow();
    expect(settings().feeBps).not.toBe(3);
    library.isLoading = false;
    link.follow();
    expect(settings().feeBps).toBe(3);
    library.model = undefined;
    link.write();
    expect(written).toEqual([]);
  });

  test('of a rule without a model says dataset and settings, and brings them back', () => {
    const first = open('');
    first.library.model = undefined;
    first.choices.set(dataset, undefined, { strategy: choose(smaCross, { fast: 5 }), feeBps: 3 });
    first.link.write();
    const query = 'dataset=d12345678901&feeBps=3&strategy=sma-cross&strategy.fast=5';
    expect(first.written).toEqual([`simulate?${query}`]);

    const { link, library, choices, app, applied } = open(query);
    library.model = undefined;
    link.follow();
    expect(choices.settingsFor(dataset, undefined)).toMatchObject({
      strategy: { kind: 'sma-cross', fast: 5, slow: 60 },
      feeBps: 3,
    });
    expect(applied).toHaveLength(1);
    expect(app.notices.current).toBeUndefined();
    choices.set(dataset, undefined, { feeBps: 8 });
    link.write();
    expect(first.written).toHaveLength(1);
  });
});

describe('a link for another person', () => {
  beforeEach(() => vi.stubGlobal('location', new URL('https://lab.example/')));
  afterEach(() => vi.unstubAllGlobals());

  const url = 'https://files.example/btc.parquet?a=1&b=2';
  const fetched: DatasetInfo = {
    ...dataset,
    sources: [{ name: 'btc', bytes: 1, sha256: 'a', format: 'parquet', notes: [], url }],
  };
  const taught = {
    ...defaultTrainingChoices,
    spec: { kind: 'lstm', steps: 16, units: 8, dropout: 0.1 },
    label: 'direction',
    horizonBars: 30,
    seed: 5,
    features: ['ret_1', 'trend@15m'],
  };

  /** What a page at this address says after the question mark of its hash. */
  const hashQuery = (address: string) => new URL(address).hash.split('?')[1] ?? '';

  test('says where bars come from, how to train and how to trade, and no id of this browser', () => {
    const { app, library, choices } = open('');
    library.dataset = fetched;
    choices.set(fetched, other, { minConfidence: 0.1, feeBps: 3 });
    app.training.usableChoices = taught;
    const shared = describeShare(app as never, 'https://lab.example/x/?data=old#/train', false);
    expect(shared.caution).toBeUndefined();
    const read = new URL(shared.url);
    expect(read.pathname).toBe('/x/');
    expect(read.searchParams.getAll('data')).toEqual([url]);
    expect(read.hash).toMatch(/^#\/train\?/);
    expect(Object.fromEntries(new URLSearchParams(hashQuery(shared.url)))).toEqual({
      'train.kind': 'lstm',
      'train.spec.steps': '16',
      'train.spec.units': '8',
      'train.horizon': '30',
      'train.seed': '5',
      'train.features': 'ret_1,trend@15m',
      minConfidence: '0.1',
      feeBps: '3',
    });
  });

  test('brings all of it to a browser without a model, and again for the first model there', () => {
    const teacher = open('');
    teacher.library.dataset = fetched;
    const exits = [{ kind: 'hold', bars: 40 }];
    teacher.choices.set(fetched, other, { minConfidence: 0.1, exits });
    teacher.app.training.usableChoices = taught;
    const { url: address } = describeShare(teacher.app as never, 'https://lab.example/', false);

    vi.stubGlobal('location', new URL(address));
    const student = open(hashQuery(address));
    student.library.dataset = undefined;
    student.library.model = undefined;
    student.app.importing.progress = {};
    student.link.follow();
    const [[chosen]] = student.app.training.choose.mock.calls as [[object]];
    const { backend: _, workers: __, pool: ___, ...learned } = taught;
    expect(chosen).toEqual(learned);
    expect(student.applied).toHaveLength(0);

    // The bars have come.
    student.library.dataset = fetched;
    student.app.importing.progress = undefined;
    student.link.follow();
    expect(student.choices.settingsFor(fetched, undefined).minConfidence).toBe(0.1);
    // A model is trained.
    student.library.model = other;
    student.link.follow();
    expect(student.choices.settingsFor(fetched, other)).toMatchObject({
      minConfidence: 0.1,
      exits,
    });
    expect(student.app.notices.current).toBeUndefined();
    expect(student.app.training.choose).toHaveBeenCalledTimes(1);
  });

  test('does not trade by it on other bars while those of ?data= are on their way', () => {
    vi.stubGlobal('location', new URL(`https://lab.example/?data=${encodeURIComponent(url)}`));
    const { link, applied, library } = open('feeBps=3');
    link.follow();
    expect(applied).toHaveLength(0);
    library.dataset = fetched;
    link.follow();
    expect(applied).toHaveLength(1);
  });

  test('makes a sample market again, or uses the one that is there', () => {
    const facts = {
      kind: 'edge',
      seed: 7,
      horizonBars: 10,
      bestAuc: 0.6,
      feeBps: 1,
      slippageBps: 1,
    } as const;
    const first = open('sample=edge.7');
    first.link.follow();
    expect(first.app.importing.addSample).toHaveBeenCalledWith('edge', 7);
    const second = open('sample=edge.7');
    second.library.datasets = [{ ...dataset, sample: facts }];
    second.link.follow();
    expect(second.library.useDataset).toHaveBeenCalledWith(dataset.id);
    second.library.dataset = second.library.datasets[0];
    expect(describeShare(second.app as never, 'https://lab.example/', true).url).toContain(
      '#/simulate?sample=edge.7',
    );
  });

  test('without a place to fetch bars from says that it brings none', () => {
    const { app } = open('');
    expect(describeShare(app as never, 'https://lab.example/', false).caution).toMatch(/no bars/);
  });

  test.each([
    ['train.kind=windowed', /there is no such kind of model/],
    ['train.kind=__proto__', /there is no such kind of model/],
    ['train.spec.constructor=1', /TCN has no such number/],
    ['train.spec.width=1e9', /width must be a whole number from 1 to 256/],
    ['train.spec.width=', /width must be a whole number/],
    ['train.label=crystal', /there is no such label/],
    ['train.horizon=0', /must be/],
    ['train.seed=NaN', /seed must be a whole number/],
    ['train.maxEpochs=1e99', /must be/],
    ['train.toString=1', /there is no such choice/],
    [`train.features=${'a'.repeat(200)}`, /no names of features/],
    ['train.features=<img src=x onerror=alert(1)>', /no names of features/],
    [`train.features=${Array.from({ length: 500 }, (_, at) => `f${at}`).join(',')}`, /no names/],
    ['sample=edge.-1', /no sample market/],
    ['sample=<b>.1', /no sample market/],
    ['dataset=%3Cscript%3E', /is not in this browser/],
    ['feeBps=-5', /feeBps/],
    ['strategy.long=2', /strategy.long/],
    ['__proto__.polluted=1', /there is no such setting/],
  ])('that says %s is refused there with words, and the rest is used', (said, words) => {
    const { link, app, settings } = open(`${said}&minConfidence=0.2`);
    link.follow();
    expect(app.notices.current?.text).toMatch(words);
    expect(settings().minConfidence).toBe(0.2);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
