import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { DatasetInfo, ModelInfo } from '../../src/core/library';
import type { TradingSettings } from '../../src/core/trading/settings';
import { choose } from '../../src/core/trading/choice';
import { smaCross } from '../../src/core/trading/strategies/sma-cross';
import { NoticeState } from '../../src/state/notices.svelte';
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
  beforeEach(() => vi.useRealTimers());

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
