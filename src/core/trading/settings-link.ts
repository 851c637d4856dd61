import { choose, type Choice, type RuleEntry } from './choice';
import { exitRules } from './exits/list';
import { choiceLists } from './setting-fields';
import { findSettingsProblem, orderSettings, type TradingSettings } from './settings';

/** Settings that a link says, and what of it could not be read. */
interface ReadSettings {
  readonly settings: TradingSettings;
  /** For people, one sentence each; what they are about is as in the settings that the link is based on. */
  readonly problems: readonly string[];
}

/** What is chosen where nothing is: a link says that a choice was taken away. */
const none = 'none';

/**
 * Returns how settings differ from those at the start, as pairs of a name and a value for an address: `strategy.long` and `0.55`, `exits` and
 * `hold,stop`, `exits.stop.bps` and `50`. Empty where they are the same.
 */
export function describeSettings(
  chosen: TradingSettings,
  start: TradingSettings,
): readonly (readonly [name: string, value: string])[] {
  const [settings, base] = [complete(chosen), complete(start)];
  const pairs: [string, string][] = [];
  const compare = (name: string, value: unknown, before: unknown): void => {
    if (value !== before) pairs.push([name, value === undefined ? none : String(value)]);
  };
  const compareChoice = (path: string, choice: Choice, before: Choice): void => {
    for (const [name, value] of Object.entries(choice)) {
      if (name !== 'kind') compare(`${path}.${name}`, value, before[name]);
    }
  };
  const { exits, ...others } = { ...base, ...settings };
  for (const [name, now] of Object.entries(others)) {
    const own = settings[name as keyof TradingSettings];
    const before = base[name as keyof TradingSettings];
    const list = listOf(name);
    if (list === undefined) {
      compare(name, own, before);
      continue;
    }
    const [choice, start] = [own as Choice | undefined, before as Choice | undefined];
    compare(name, choice?.kind, start?.kind);
    if (choice !== undefined) compareChoice(name, now as Choice, startOf(list, choice.kind, start));
  }
  compare('exits', joinKinds(exits), joinKinds(base.exits));
  for (const exit of exits) {
    const start = base.exits.find(({ kind }) => kind === exit.kind);
    compareChoice(`exits.${exit.kind}`, exit, startOf(exitRules, exit.kind, start));
  }
  return pairs;
}

/**
 * Returns the settings that `describeSettings` told by `pairs`. What is unknown or not allowed stays as in `base`, part by part, and is
 * named in `problems`: a link may be old, or changed by hand.
 */
export function readSettings(
  pairs: readonly (readonly [name: string, value: string])[],
  base: TradingSettings,
): ReadSettings {
  const groups = new Map<string, (readonly [rest: string, value: string])[]>();
  for (const [name, value] of pairs) {
    const [first, ...rest] = name.split('.');
    const group = groups.get(first) ?? [];
    groups.set(first, [...group, [rest.join('.'), value]]);
  }
  const problems: string[] = [];
  let settings = complete(base);
  let left = [...groups].map(([name, said]) => ({ name, said: new Map(said), problem: '' }));
  // Parts may need each other, as a size by the stop needs a stop: so they are tried until no further one can be read.
  for (let before = Infinity; left.length > 0 && left.length < before;) {
    before = left.length;
    left = left.flatMap((part) => {
      try {
        const next = readPart(settings, part.name, part.said);
        const problem = findSettingsProblem(next)?.replace('trading settings: ', '');
        if (problem !== undefined) return [{ ...part, problem }];
        settings = next;
        return [];
      } catch (error) {
        if (!(error instanceof UnreadableError)) throw error;
        return [{ ...part, problem: error.message }];
      }
    });
  }
  for (const { name, said, problem } of left) {
    const text = [...said].map(
      ([rest, value]) => `${[name, rest].filter(Boolean).join('.')}=${value}`,
    );
    problems.push(`${text.join(', ')}: ${problem}`);
  }
  return { settings: simplify(settings, base), problems };
}

/** Returns settings with what may be left out. */
function complete(settings: TradingSettings): TradingSettings {
  return { ...settings, ...orderSettings(settings) };
}

/** Returns settings without what may be left out, where it is as it is then and `base` leaves it out, too. */
function simplify(settings: TradingSettings, base: TradingSettings): TradingSettings {
  const usual = new Map<string, unknown>(Object.entries(orderSettings({})));
  const entries = Object.entries(settings).filter(
    ([name, value]) =>
      Object.hasOwn(base, name) ||
      !usual.has(name) ||
      JSON.stringify(value) !== JSON.stringify(usual.get(name)),
  );
  return Object.fromEntries(entries) as unknown as TradingSettings;
}

class UnreadableError extends Error {}

function readPart(
  base: TradingSettings,
  name: string,
  said: ReadonlyMap<string, string>,
): TradingSettings {
  if (name === 'exits') return { ...base, exits: readExits(base.exits, said) };
  const list = listOf(name);
  const before: unknown = new Map<string, unknown>(Object.entries(base)).get(name);
  if (list === undefined) {
    if (before === undefined || !said.has('') || said.size > 1) {
      throw new UnreadableError('there is no such setting');
    }
    const value = said.get('') ?? '';
    return { ...base, [name]: typeof before === 'number' ? readNumber(value) : value };
  }
  const start = before as Choice | undefined;
  const kind = said.get('') ?? start?.kind ?? '';
  if (kind === none) {
    const { [name as 'filter']: _, ...others } = base;
    return others as TradingSettings;
  }
  return { ...base, [name]: readChoice(list, kind, start, said) };
}

function readExits(base: readonly Choice[], said: ReadonlyMap<string, string>): readonly Choice[] {
  const kinds = said.get('')?.split(',') ?? base.map(({ kind }) => kind);
  for (const path of said.keys()) {
    const [kind] = path.split('.');
    if (kind !== '' && !kinds.includes(kind)) throw new UnreadableError(`there is no exit ${kind}`);
  }
  return kinds.map((kind) => {
    const own = [...said].flatMap(([path, value]) =>
      path.startsWith(`${kind}.`) ? [[path.slice(kind.length + 1), value] as const] : [],
    );
    const start = base.find((exit) => exit.kind === kind);
    return readChoice(exitRules, kind, start, new Map(own));
  });
}

function readChoice(
  list: readonly RuleEntry[],
  kind: string,
  before: Choice | undefined,
  said: ReadonlyMap<string, string>,
): Choice {
  const entry = list.find((one) => one.kind === kind);
  if (entry === undefined) throw new UnreadableError(`there is no ${kind}`);
  const choice: Record<string, string | number> = { ...startOf(list, kind, before) };
  for (const [name, value] of said) {
    if (name === '') continue;
    choice[name] = typeof choice[name] === 'string' ? value : readNumber(value);
  }
  return { ...choice, kind };
}

/** What a choice is compared with: the one before, if it is of the same kind, else the defaults of its entry. */
function startOf(list: readonly RuleEntry[], kind: string, before: Choice | undefined): Choice {
  if (before?.kind === kind) return before;
  const entry = list.find((one) => one.kind === kind);
  return entry === undefined ? { kind } : choose(entry);
}

function listOf(name: string): readonly RuleEntry[] | undefined {
  return Object.entries<readonly RuleEntry[]>(choiceLists).find(([own]) => own === name)?.[1];
}

function joinKinds(exits: readonly Choice[]): string {
  return exits.map(({ kind }) => kind).join(',');
}

function readNumber(value: string): number {
  return value.trim() === '' ? NaN : Number(value);
}
