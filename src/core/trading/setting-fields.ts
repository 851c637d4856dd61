import type { FieldValues, NumberField } from '../fields';
import { findEntry, valuesOf, type Choice, type RuleEntry } from './choice';
import { exitRules } from './exits/list';
import { instruments } from './instruments/list';
import { orderTypes } from './orders/list';
import { latencyField, orderSettings, tradingFields, type TradingSettings } from './settings';
import { sizingRules } from './sizing/list';
import { strategies } from './strategies/list';

/** A number of some settings, wherever it lies in them. */
export interface SettingField {
  /** `strategy.long`, `exits.hold.bars`, `sizing.fraction`, `feeBps`. */
  readonly path: string;
  /** For people: what the number belongs to. */
  readonly group: string;
  readonly field: NumberField;
  readonly value: number;
}

/** What is chosen from a list, one entry or none. */
export const choiceLists = {
  strategy: strategies,
  filter: strategies,
  order: orderTypes,
  instrument: instruments,
  sizing: sizingRules,
} as const satisfies Partial<Record<keyof TradingSettings, readonly RuleEntry[]>>;

/** Returns every number that decides how `settings` trade, as the lists declare them: of what is chosen alone. */
export function listSettingFields(settings: TradingSettings): readonly SettingField[] {
  const fieldsOf = (
    list: readonly RuleEntry[],
    choice: Choice | undefined,
    path: string,
    prefix = '',
  ): SettingField[] => {
    if (choice === undefined) return [];
    const entry = findEntry(list, choice.kind);
    const values: FieldValues = valuesOf(entry, choice);
    return entry.fields.map((field) => ({
      path: `${path}.${field.name}`,
      group: `${prefix}${entry.label}`,
      field,
      value: values[field.name],
    }));
  };
  return [
    ...fieldsOf(choiceLists.strategy, settings.strategy, 'strategy'),
    ...fieldsOf(choiceLists.filter, settings.filter, 'filter', 'Filter, '),
    ...settings.exits.flatMap((exit) => fieldsOf(exitRules, exit, `exits.${exit.kind}`)),
    ...fieldsOf(choiceLists.order, settings.order, 'order'),
    ...fieldsOf(choiceLists.instrument, settings.instrument, 'instrument'),
    ...fieldsOf(choiceLists.sizing, settings.sizing, 'sizing'),
    ...Object.values(tradingFields).map((field) => ({
      path: field.name,
      group: 'Account',
      field,
      value: settings[field.name],
    })),
    {
      path: latencyField.name,
      group: 'Account',
      field: latencyField,
      value: orderSettings(settings).latencyBars,
    },
  ];
}

/**
 * Returns `settings` with another number at `path`, which `listSettingFields` of them names. What does not change stays the same
 * object. Whether the result is valid is for `findSettingsProblem` to say.
 */
export function writeSetting(
  settings: TradingSettings,
  path: string,
  value: number,
): TradingSettings {
  const [first, second, third] = path.split('.');
  if (second === undefined) return { ...settings, [first]: value };
  if (third === undefined) {
    const name = first as keyof typeof choiceLists;
    return { ...settings, [name]: { ...Object(settings[name]), [second]: value } };
  }
  const exits = settings.exits.map((exit) =>
    exit.kind === second ? { ...exit, [third]: value } : exit,
  );
  return { ...settings, exits };
}
