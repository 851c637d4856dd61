import * as v from 'valibot';
import { chooseForward, drawMap, type Evaluator, openEvaluator } from '../client/evaluate-client';
import { performanceMetrics } from '../core/metrics/list';
import { finite, record } from '../core/schema';
import { type MapAxis, proposeAxis, stepLimits } from '../core/trading/map/axes';
import { findBestCell } from '../core/trading/map/best-cell';
import type { ForwardChoice } from '../core/trading/map/choose-forward';
import {
  layOutMap,
  listMapFields,
  type MapGrid,
  type MapRequest,
  type SettingsMap,
} from '../core/trading/map/map-settings';
import { type SettingField, writeSetting } from '../core/trading/setting-fields';
import type { TradingSettings } from '../core/trading/settings';
import { decideAside } from './own-rule.svelte';
import { messageOf } from './message';
import { createOpener } from './open-state.svelte';
import { Persisted } from './persisted.svelte';
import type { SimulationState, SimulationSubject } from './simulation.svelte';

/** Cells along each axis, as a person may choose. */
export const sideChoices = [10, 20, 30, 50] as const;
type Side = (typeof sideChoices)[number];

/** A map takes no more seconds than this unless a person asks for more cells. */
const usualSeconds = 15;
/** Settings that stay as they are for so long are timed. */
const settleMs = 300;

const axisSchema = record({
  path: v.string(),
  from: finite,
  to: finite,
  steps: v.pipe(v.number(), v.minValue(stepLimits.min), v.maxValue(stepLimits.max)),
});
const choicesSchema = record({
  x: v.optional(axisSchema),
  y: v.optional(axisSchema),
  /** As many as usual where nobody chose. */
  side: v.optional(v.picklist(sideChoices)),
  metric: v.string(),
});
type Choices = v.InferOutput<typeof choicesSchema>;

type Metric = (typeof performanceMetrics)[number];
const netPnl = performanceMetrics.find(({ name }) => name === 'pnl') as Metric;

/** A map with all that was asked for. */
interface Drawn {
  readonly key: string;
  readonly request: MapRequest;
  readonly grid: MapGrid;
  readonly map: SettingsMap;
  /** Why its cells could not be added to the ledger of tries. */
  readonly unrecorded: string | undefined;
}

/** What is under way, and how far. */
interface Running {
  readonly what: 'map' | 'forward';
  /** 0 to 1; NaN at first. */
  readonly fraction: number;
  readonly secondsLeft: number;
}

type Wanted = SimulationSubject & { readonly settings: TradingSettings };

/** A map of two settings of a simulation: choices before it, progress, the map, and the choice of a cell on the past. */
export class SettingsMapState {
  readonly #simulation: Pick<SimulationState, 'subject' | 'settings' | 'change'>;
  readonly #open: typeof openEvaluator;
  readonly #choices = new Persisted<Choices>(
    'settings-map',
    { metric: netPnl.name },
    choicesSchema,
  );
  #evaluator: { readonly key: string; readonly opened: Promise<Evaluator> } | undefined;
  #closing = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  #timed = $state.raw<{ readonly key: string; readonly cellSeconds: number } | undefined>();
  #running = $state.raw<Running | undefined>();
  #failure = $state<string | undefined>();
  #drawn = $state.raw<Drawn | undefined>();
  #forward = $state.raw<
    { readonly metric: string; readonly choice: ForwardChoice | undefined } | undefined
  >();

  /** Cells along each axis unless a person chooses: as many as take a few seconds. */
  readonly #usualSide: Side = $derived.by(() => {
    const cellSeconds = this.#timed?.cellSeconds ?? 0;
    const quick = sideChoices.filter((side) => side ** 2 * cellSeconds <= usualSeconds);
    return quick.at(-1) ?? sideChoices[0];
  });
  readonly side: Side = $derived(this.#choices.current.side ?? this.#usualSide);
  /** Every number of the settings in force. */
  readonly fields: readonly SettingField[] = $derived.by(() => {
    const { settings } = this.#simulation;
    return settings === undefined ? [] : listMapFields(settings);
  });
  /** The settings along and down the map and their values: as chosen, else as the lists propose. */
  readonly axes: { readonly x: MapAxis; readonly y: MapAxis } | undefined = $derived.by(() => {
    const { x, y } = this.#choices.current;
    const find = (axis: MapAxis | undefined) => this.fields.find(({ path }) => path === axis?.path);
    const across = find(x) ?? this.fields[0];
    const others = this.fields.filter(({ path }) => path !== across?.path);
    const down = others.find(({ path }) => path === y?.path) ?? others[0];
    if (across === undefined || down === undefined) return undefined;
    const place = (field: SettingField, axis: MapAxis | undefined): MapAxis =>
      axis?.path === field.path ? { ...axis, steps: this.side } : proposeAxis(field, this.side);
    return { x: place(across, x), y: place(down, y) };
  });
  /** The figure that colours the cells. */
  readonly metric: Metric = $derived(
    performanceMetrics.find(({ name }) => name === this.#choices.current.metric) ?? netPnl,
  );
  /** The figure that the best cell has most of: the one shown, where more of it is better, else net P/L. */
  readonly judged: Metric = $derived(this.metric.better === 'higher' ? this.metric : netPnl);
  /** Undefined without a map, and where no cell has enough trades. */
  readonly best = $derived(
    this.#drawn && findBestCell(this.#drawn.map, this.judged.name, this.#drawn.grid.xs.length),
  );
  /** Whether the map is of the settings in force, but for the two that it varies. */
  readonly isCurrent: boolean = $derived.by(() => {
    const wanted = this.#wanted;
    return wanted !== undefined && this.#drawn?.key === keyOf(wanted, this.#drawn?.request);
  });

  constructor(
    simulation: Pick<SimulationState, 'subject' | 'settings' | 'change'>,
    open: typeof openEvaluator = openEvaluator,
  ) {
    this.#simulation = simulation;
    this.#open = open;
  }

  /** The last map, whatever settings are in force now. */
  get drawn(): Drawn | undefined {
    return this.#drawn;
  }

  get running(): Running | undefined {
    return this.#running;
  }

  get failure(): string | undefined {
    return this.#failure;
  }

  /** The choice on the past by `judged`; undefined until it is known. */
  get forward(): { readonly choice: ForwardChoice | undefined } | undefined {
    return this.#forward?.metric === this.judged.name ? this.#forward : undefined;
  }

  /** Seconds that a map with so many cells along each axis takes; undefined while that is not known. */
  estimate(side: number): number | undefined {
    return this.#timed && side ** 2 * this.#timed.cellSeconds;
  }

  /** Chooses what an axis shows; of a setting that is on the other axis, that one gets another. */
  chooseAxis(name: 'x' | 'y', axis: MapAxis): void {
    this.#choose({ [name]: axis });
  }

  /** Puts another setting on an axis, with the values that its field proposes. */
  chooseSetting(name: 'x' | 'y', path: string): void {
    const field = this.fields.find((one) => one.path === path);
    const { axes } = this;
    if (field === undefined || axes === undefined) return;
    const other = name === 'x' ? 'y' : 'x';
    // They change places.
    const swapped = axes[other].path === path ? { [other]: axes[name] } : { [other]: axes[other] };
    const axis = axes[other].path === path ? axes[other] : proposeAxis(field, this.side);
    this.#choose({ ...swapped, [name]: axis });
  }

  chooseSide(side: Side): void {
    this.#choose({ side });
  }

  /** Colours the cells by another figure; the choice on the past follows it. */
  chooseMetric(metric: string): void {
    this.#choose({ metric });
    if (this.isCurrent && this.#running?.what !== 'map') void this.#look();
  }

  /** Times a cell, once the settings stay as they are. */
  prepare(): void {
    clearTimeout(this.#timer);
    if (this.#running === undefined) this.#timer = setTimeout(() => void this.#time(), settleMs);
  }

  /** Draws the map, then chooses on the past. */
  async draw(): Promise<void> {
    if (this.#running !== undefined) return;
    clearTimeout(this.#timer);
    this.#failure = undefined;
    this.#running = { what: 'map', fraction: NaN, secondsLeft: NaN };
    // How many cells are usual follows from how long one takes.
    const isTimed = this.#choices.current.side !== undefined || (await this.#time());
    const { axes } = this;
    const wanted = this.#wanted;
    if (!isTimed || axes === undefined || wanted === undefined) {
      this.#running = undefined;
      return;
    }
    const request = { settings: wanted.settings, ...axes };
    const key = keyOf(wanted, request);
    const isDrawn = await this.#use(wanted, 'map', async (evaluator, follow) => {
      const { map, unrecorded } = await drawMap(evaluator, request, follow);
      this.#forward = undefined;
      this.#drawn = { key, request, grid: layOutMap(request), map, unrecorded };
    });
    if (isDrawn) await this.#look();
  }

  /** Puts the two values of a cell of the map in force. */
  use(cell: number): void {
    const { settings } = this.#simulation;
    const drawn = this.#drawn;
    if (drawn?.grid.cells[cell] === undefined || settings === undefined) return;
    const { request, grid } = drawn;
    const columns = grid.xs.length;
    const across = writeSetting(settings, request.x.path, grid.xs[cell % columns]);
    const next = writeSetting(across, request.y.path, grid.ys[Math.floor(cell / columns)]);
    const names = Object.keys(next) as (keyof TradingSettings)[];
    const changed = names.filter((name) => next[name] !== settings[name]);
    this.#simulation.change(Object.fromEntries(changed.map((name) => [name, next[name]])));
  }

  /** Ends what is running; the last map stays. */
  cancel(): void {
    this.#closing.abort();
    this.#closing = new AbortController();
    this.#evaluator = undefined;
    this.#running = undefined;
  }

  /** Ends the worker, unless it has something to do. */
  rest(): void {
    clearTimeout(this.#timer);
    if (this.#running === undefined) this.cancel();
  }

  get #wanted(): Wanted | undefined {
    const { subject, settings } = this.#simulation;
    return subject && settings && { ...subject, settings };
  }

  #choose(change: Partial<Choices>): void {
    this.#choices.current = { ...this.#choices.current, ...change };
  }

  /** Chooses on the past by the figure that is shown. */
  async #look(): Promise<void> {
    const { best, judged } = this;
    const wanted = this.#wanted;
    const drawn = this.#drawn;
    if (drawn === undefined || wanted === undefined || best === undefined) return;
    if (this.forward !== undefined) return;
    if (this.#running !== undefined) this.cancel();
    await this.#use(wanted, 'forward', async (evaluator, follow) => {
      const { name: metric } = judged;
      const choice = await chooseForward(evaluator, drawn.request, metric, best.cell, follow);
      this.#forward = { metric, choice };
    });
  }

  /** Returns whether it is known how long a cell takes. */
  async #time(): Promise<boolean> {
    const { axes } = this;
    const wanted = this.#wanted;
    if (axes === undefined || wanted === undefined) return false;
    const request = { settings: wanted.settings, ...axes };
    const key = keyOf(wanted, request);
    if (this.#timed?.key === key) return true;
    return this.#use(wanted, undefined, async ({ api, stopped }) => {
      this.#timed = { key, cellSeconds: await Promise.race([api.timeCell(request), stopped]) };
    });
  }

  /** Returns whether `work` was done by the worker of a subject; that of another subject ends. */
  async #use(
    { dataset, model, studyId, backend }: Wanted,
    what: Running['what'] | undefined,
    work: (evaluator: Evaluator, follow: (done: number, total: number) => void) => Promise<void>,
  ): Promise<boolean> {
    const key = JSON.stringify([dataset.id, model?.id, studyId]);
    if (this.#evaluator !== undefined && this.#evaluator.key !== key) this.cancel();
    const { signal } = this.#closing;
    const subject = { datasetId: dataset.id, modelId: model?.id, studyId, backend };
    this.#evaluator ??= { key, opened: this.#open(subject, () => undefined, decideAside, signal) };
    if (what !== undefined) this.#running = { what, fraction: NaN, secondsLeft: NaN };
    const started = performance.now();
    const follow = (done: number, total: number): void => {
      if (signal.aborted || what === undefined) return;
      const secondsLeft = ((performance.now() - started) / 1000 / done) * (total - done);
      this.#running = { what, fraction: done / total, secondsLeft };
    };
    try {
      await work(await this.#evaluator.opened, follow);
      return !signal.aborted;
    } catch (error) {
      if (!signal.aborted) {
        this.cancel();
        this.#failure = messageOf(error);
      }
      return false;
    } finally {
      if (!signal.aborted && what !== undefined) this.#running = undefined;
    }
  }
}

/** What decides the figures of a map: all but the values in force of the two settings. */
function keyOf(
  { dataset, model, studyId, settings }: Wanted,
  request: MapRequest | undefined,
): string {
  if (request === undefined) return '';
  const { x, y } = request;
  const isThere = (path: string) => listMapFields(settings).some((one) => one.path === path);
  const rest = [x.path, y.path]
    .filter(isThere)
    .reduce((before, path) => writeSetting(before, path, 0), settings);
  return JSON.stringify([dataset.id, model?.id, studyId, x.path, y.path, rest]);
}

/** Returns the map of settings of a simulation. */
export const openSettingsMap = createOpener(
  (simulation: SimulationState) => new SettingsMapState(simulation),
);
