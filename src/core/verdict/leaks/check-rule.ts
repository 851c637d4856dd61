import { type BarIndex, type Bars, countBars, viewBars } from '../../bars/bars';
import { defaultLookBackBars } from '../../features/compute';
import type { Random } from '../../random';
import { prepareRuleInput } from '../../trading/own-rule/rule-input';
import type { RuleInput } from '../../trading/own-rule/run-rule';
import { countWarmUpBars } from '../../trading/rules';
import type { TradingSettings } from '../../trading/settings';
import { changeFuture, type Change } from './change-future';
import { firstDifference, type LeakLog } from './leak-log';

/** A check of a person's own rule, whose decisions are made elsewhere. */
interface RuleCheck {
  /** What the rule is to be asked at: every stretch of bars as it is and with other futures, one after the other with gaps between. */
  readonly input: RuleInput;
  /** Tells the log where decisions before a probe differ with another future. */
  compare(decisions: ArrayLike<number>, log: LeakLog): void;
}

/** Closes before a probe at which decisions are compared, and bars after it that are changed. */
const comparedBars = 40;
const futureBars = 30;

const weekMs = 7 * 24 * 3_600_000;

/**
 * Returns a check whether a rule knows the future: it is asked again on bars whose future after each probe is another, and all that it
 * decided up to the probe must stay the same to the last bit. All stretches are asked at once, each with a new account: a gap comes between
 * them, over which no rule sees. Times move by weeks, so that hours and days of the week stay.
 */
export function planRuleCheck(
  subject: {
    readonly bars: Bars;
    readonly probability: ArrayLike<number>;
    readonly settings: TradingSettings;
    readonly text: string;
  },
  probes: readonly BarIndex[],
  random: Random,
): RuleCheck {
  const { bars, probability, settings, text } = subject;
  const seenBars = countWarmUpBars(settings) + defaultLookBackBars + comparedBars;
  const parts: RuleInput[] = [];
  const pairs: {
    original: number;
    changed: number;
    count: number;
    change: Change;
    probe: BarIndex;
  }[] = [];
  const starts: BarIndex[] = [];
  let rows = 0;
  const add = (stretch: Bars, from: BarIndex, known: number, isChanged: boolean): number => {
    const at = rows;
    const range = { start: 0, end: countBars(stretch) };
    const asked = Float64Array.from({ length: range.end }, (_, row) => {
      const p = probability[from + row] ?? NaN;
      return isChanged && row >= known ? 1 - p : p;
    });
    const last = parts.at(-1)?.bars.openTime.at(-1) ?? -Infinity;
    const late = last + 2 * bars.intervalMs - stretch.openTime[0];
    const shift = late > 0 ? Math.ceil(late / weekMs) * weekMs : 0;
    const part = prepareRuleInput({ bars: stretch, range, probability: asked, settings }, text);
    const openTime = part.bars.openTime.map((time) => time + shift);
    parts.push({ ...part, bars: { ...part.bars, openTime } });
    starts.push(at);
    rows += range.end;
    return at;
  };
  for (const probe of probes) {
    const start = Math.max(0, probe + 1 - seenBars);
    const end = Math.min(countBars(bars), probe + 1 + futureBars);
    const stretch = viewBars(bars, { start, end });
    const known = probe + 1 - start;
    const original = add(stretch, start, known, false);
    for (const { change, bars: other } of changeFuture(stretch, known, random)) {
      const changed = add(other, start, known, true);
      pairs.push({ original, changed, count: known, change, probe });
    }
  }
  return {
    input: { ...joinInputs(parts, settings), freshAt: starts },
    compare(decisions, log) {
      for (const { original, changed, count, change, probe } of pairs) {
        const before = Array.from({ length: count }, (_, at) => decisions[original + at]);
        const after = Array.from({ length: count }, (_, at) => decisions[changed + at]);
        log.count('trading', count);
        const at = firstDifference(before, after, count);
        if (at === count) continue;
        const told = `is another once later bars are ${change === 'cut off' || change === 'delayed' ? change : 'others'}`;
        log.tell(
          'trading',
          'your own rule',
          probe + 1 - count + at,
          'What your own rule decides',
          told,
        );
      }
    },
  };
}

function joinInputs(parts: readonly RuleInput[], settings: TradingSettings): RuleInput {
  const join = (read: (part: RuleInput) => ArrayLike<number>): Float64Array =>
    Float64Array.from(parts.flatMap((part) => Array.from(read(part))));
  const column = (name: 'openTime' | 'open' | 'high' | 'low' | 'close' | 'volume') =>
    join((part) => part.bars[name]);
  const openTime = column('openTime');
  const names = Object.keys(parts[0]?.features ?? {});
  return {
    bars: {
      intervalMs: parts[0]?.bars.intervalMs ?? 0,
      openTime,
      open: column('open'),
      high: column('high'),
      low: column('low'),
      close: column('close'),
      volume: column('volume'),
    },
    range: { start: 0, end: openTime.length },
    probability: join((part) => part.probability),
    features: Object.fromEntries(names.map((name) => [name, join((part) => part.features[name])])),
    settings,
  };
}
