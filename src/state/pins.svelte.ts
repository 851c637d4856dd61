import * as v from 'valibot';
import { compareRuns } from '../client/evaluate-client';
import { record } from '../core/schema';
import { isTradingSettings, type TradingSettings } from '../core/trading/settings';
import type { RunComparison } from '../core/verdict/compare-runs';
import { describeRules } from '../core/verdict/ledger';
import { messageOf } from './message';
import { decideAside } from './own-rule.svelte';
import { createOpener } from './open-state.svelte';
import { Persisted } from './persisted.svelte';
import type { SimulationState } from './simulation.svelte';

/** As many as one chart and one table can show. */
export const maxPins = 4;

const pinSchema = record({
  id: v.string(),
  name: v.string(),
  datasetId: v.string(),
  /** Left out where the strategy trades without one. */
  modelId: v.optional(v.string()),
  /** A finished walk-forward, whose joined test blocks take the place of the model's. */
  studyId: v.optional(v.string()),
  settings: v.custom<TradingSettings>(isTradingSettings),
});

/** A configuration that a person keeps to compare it with others. */
export type Pin = v.InferOutput<typeof pinSchema>;

/** Pins that can no longer be read are left out, the others stay. */
const pinsSchema = v.pipe(
  v.array(v.unknown()),
  v.transform((stored) => stored.filter((one) => v.is(pinSchema, one)).slice(0, maxPins)),
);

/** Configurations and models that are kept to be compared; they survive a reload. */
export class PinsState {
  readonly #simulation: Pick<SimulationState, 'subject' | 'settings' | 'replace'>;
  readonly #compare: typeof compareRuns;
  readonly #pins = new Persisted<readonly Pin[]>('pins', [], pinsSchema);

  /** Of the comparison that is running. */
  #abort = new AbortController();
  #fraction = $state<number | undefined>();
  #failure = $state<string | undefined>();
  #referenceId = $state<string | undefined>();
  #found = $state.raw<{ readonly key: string; readonly comparison: RunComparison } | undefined>();

  /** Of the dataset in use: those of others have no bars in common with it. */
  readonly shown: readonly Pin[] = $derived.by(() => {
    const datasetId = this.#simulation.subject?.dataset.id;
    return this.#pins.current.filter((pin) => pin.datasetId === datasetId);
  });
  /** The one that the others are compared with: as chosen, else the first. */
  readonly referenceAt: number = $derived(
    Math.max(
      0,
      this.shown.findIndex(({ id }) => id === this.#referenceId),
    ),
  );
  /** Of the pins that are shown, in their order; undefined until they have been compared. */
  readonly comparison: RunComparison | undefined = $derived(
    this.#found?.key === keyOf(this.shown) ? this.#found.comparison : undefined,
  );
  /** Why the settings in force cannot be pinned; undefined where they can. */
  readonly problem: string | undefined = $derived.by(() => {
    const { subject, settings } = this.#simulation;
    if (subject === undefined || settings === undefined) return 'There is no simulation to pin.';
    const own = JSON.stringify([subject.model?.id, subject.studyId, settings]);
    const same = this.shown.find(
      ({ modelId, studyId, settings: pinned }) =>
        JSON.stringify([modelId, studyId, pinned]) === own,
    );
    if (same !== undefined) return `It is pinned as ${same.name}.`;
    return this.#pins.current.length < maxPins ? undefined : `Remove one of ${maxPins} pins first.`;
  });

  constructor(
    simulation: Pick<SimulationState, 'subject' | 'settings' | 'replace'>,
    compare: typeof compareRuns = compareRuns,
  ) {
    this.#simulation = simulation;
    this.#compare = compare;
  }

  /** How many are kept of other datasets. */
  get hidden(): number {
    return this.#pins.current.length - this.shown.length;
  }

  /** How far the comparison is, 0 to 1 or NaN at first; undefined where none is running. */
  get fraction(): number | undefined {
    return this.#fraction;
  }

  get failure(): string | undefined {
    return this.#failure;
  }

  /** Pins the settings in force, with the model that trades by them. */
  pin(): void {
    const { subject, settings } = this.#simulation;
    if (this.problem !== undefined || subject === undefined || settings === undefined) return;
    const { dataset, model, studyId } = subject;
    const before = this.#pins.current;
    const taken = before.map(({ id }) => Number(id));
    const by = model === undefined ? [] : [model.name];
    const name = [describeRules(settings), ...by].join(' · ');
    const alike = before.filter((pin) => pin.name === name || pin.name.startsWith(`${name} (`));
    this.#pins.current = [
      ...before,
      {
        id: String(Math.max(0, ...taken.filter(Number.isFinite)) + 1),
        name: alike.length === 0 ? name : `${name} (${alike.length + 1})`,
        datasetId: dataset.id,
        ...(model !== undefined && { modelId: model.id }),
        ...(studyId !== undefined && { studyId }),
        settings,
      },
    ];
  }

  rename(id: string, name: string): void {
    this.#pins.current = this.#pins.current.map((pin) => (pin.id === id ? { ...pin, name } : pin));
  }

  /** Returns a function that puts it back, as far as there is room. */
  remove(id: string): () => void {
    return this.#keep(this.#pins.current.filter((pin) => pin.id !== id));
  }

  /** Removes those of other datasets; returns a function that puts them back, as far as there is room. */
  removeHidden(): () => void {
    return this.#keep(this.shown);
  }

  #keep(kept: readonly Pin[]): () => void {
    const before = this.#pins.current;
    const removed = before.filter((pin) => !kept.includes(pin));
    this.#pins.current = kept;
    return () => {
      const now = this.#pins.current;
      const free = removed.filter(({ id }) => !now.some((pin) => pin.id === id));
      const place = (pin: Pin) => before.findIndex(({ id }) => id === pin.id);
      const after = (pin: Pin) => (place(pin) < 0 ? before.length : place(pin));
      this.#pins.current = [...now, ...free]
        .slice(0, maxPins)
        .sort((one, other) => after(one) - after(other));
    };
  }

  chooseReference(id: string): void {
    this.#referenceId = id;
  }

  /** Whether the settings of a pin can be put in force: those of the model in use. */
  canUse({ modelId }: Pin): boolean {
    const { subject } = this.#simulation;
    return subject !== undefined && subject.model?.id === modelId;
  }

  /** Puts the settings of a pin in force. */
  use({ settings }: Pin): void {
    this.#simulation.replace(settings);
  }

  /** Compares the pins that are shown, unless that has been done; a comparison of others ends. */
  async compare(): Promise<void> {
    const { subject } = this.#simulation;
    const pins = this.shown;
    if (subject === undefined || pins.length === 0 || this.comparison !== undefined) return;
    this.cancel();
    const { signal } = (this.#abort = new AbortController());
    const key = keyOf(pins);
    const request = { datasetId: subject.dataset.id, runs: pins, backend: subject.backend };
    this.#fraction = NaN;
    this.#failure = undefined;
    const follow = (done: number, total: number): void => {
      if (!signal.aborted) this.#fraction = done / total;
    };
    try {
      const comparison = await this.#compare(request, follow, signal, decideAside);
      if (!signal.aborted) this.#found = { key, comparison };
    } catch (error) {
      if (!signal.aborted) this.#failure = messageOf(error);
    } finally {
      if (!signal.aborted) this.#fraction = undefined;
    }
  }

  /** Ends a comparison that is running. */
  cancel(): void {
    this.#abort.abort();
    this.#fraction = undefined;
  }
}

/** What decides the figures of pins: not their names. */
function keyOf(pins: readonly Pin[]): string {
  return JSON.stringify(
    pins.map(({ datasetId, modelId, studyId, settings }) => [
      datasetId,
      modelId,
      studyId,
      settings,
    ]),
  );
}

/** Returns the pins of a simulation. */
export const openPins = createOpener((simulation: SimulationState) => new PinsState(simulation));
