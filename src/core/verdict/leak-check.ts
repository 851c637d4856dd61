import type { Bars } from '../bars/bars';
import { formatCount } from '../format';

/** Something that a column tells about later bars. */
interface FutureKnowledge {
  /** `bar`: whether the bar `lag` bars later rises or falls; `move`: whether the close is higher `lag` bars later. */
  readonly target: 'bar' | 'move';
  readonly lag: number;
  /** Rows in which the column points one way and the target goes one way. */
  readonly rows: number;
  /** Rows in which it is right; where it is wrong nearly always, turned round. */
  readonly right: number;
  /** Share that chance gives, by how often both go up. */
  readonly chance: number;
  /** What the price's own past tells of it beyond chance, at best, as a share of rows. */
  readonly past: number;
}

/** What the check says of one extra column. */
export interface ExtraVerdict {
  readonly column: string;
  /** What it knows of the future, the clearest; undefined where nothing was found. */
  readonly knows?: FutureKnowledge;
}

/** Returns what a column knows, as the end of a sentence: "tells the next bar right in 466 of 600 rows". */
export function describeKnowledge({ target, lag, rows, right }: FutureKnowledge): string {
  const bars = `${formatCount(lag)} bars later`;
  const what =
    target === 'move'
      ? `whether the close is higher ${lag === 1 ? 'one bar later' : bars}`
      : lag === 1
        ? 'the next bar'
        : `the bar ${bars}`;
  return `tells ${what} right in ${formatCount(right)} of ${formatCount(rows)} rows`;
}

/** Chance of a false alarm about any column of a dataset whose columns know only the past. */
const falseAlarmRate = 0.001;
/** What a column must tell beyond the price's own past, in shares of rows: less can be skill. */
const minExcess = 0.04;
/** Rows that its own recent level is taken over. */
const levelBars = 60;

/**
 * Says of each extra column whether it knows the future, from bars t and t + 1 to t + `horizonBars` of one stretch
 * without gap. A file that was joined on open times has such columns: the close of the hour in each of its quarters.
 *
 * The column points up or down at bar t in up to five ways, each from values at or before t: by its sign, its change,
 * its distance from its own mean of the last 60 bars, and, where it is of the size of the price, by its distance from
 * the close and by that distance against its recent mean. Each way is compared with the direction of the bar at each
 * lag, and of the move over it, as Pesaran and Timmermann (1992) do: agreement in excess of what chance gives.
 *
 * A column is flagged where that excess is more than the price's own past tells (momentum and reversal over 1 to 60
 * bars, over the same lags) by 4 points of a hundred, and significantly so. Directions of bars that cannot be foreseen
 * are martingale differences, whatever the column is and however slowly it changes, so the sum of agreements has
 * the variance of its weights, and Hoeffding's bound 2 exp(-z^2/2) holds for it. It is corrected for the number of looks
 * (Bonferroni over columns, ways and lags): at most one dataset in a thousand is flagged falsely. A leak that tells less
 * than 54 of 100 bars, or of volatility alone, is not found; a market that leads this one by a bar looks like one.
 */
export function checkExtras(
  {
    openTime,
    close,
    intervalMs,
    extras = {},
  }: Pick<Bars, 'openTime' | 'close' | 'intervalMs' | 'extras'>,
  horizonBars: number,
  onProgress: (done: number, total: number) => void = () => undefined,
): readonly ExtraVerdict[] {
  const market = describeMarket(openTime, close, intervalMs, horizonBars);
  const columns = Object.entries(extras);
  const looks = columns.length * maxWays * market.targets.length;
  const minScore = Math.sqrt(2 * Math.log((2 * looks) / falseAlarmRate));
  return columns.map(([column, values], at) => {
    onProgress(at, columns.length);
    const found = findKnowledge(pointers(values, close), market, minScore);
    onProgress(at + 1, columns.length);
    return found === undefined ? { column } : { column, knows: found };
  });
}

/** Ways in which a column can point up or down. */
const maxWays = 5;

/** What there is to tell of a market. */
interface Market {
  /** 1, -1 or 0 for the bar that ends at each position; 0 after a gap, too. */
  readonly direction: Int8Array;
  /** The mean of `direction` where it is not 0. */
  readonly drift: number;
  readonly targets: readonly Target[];
}

/** What happens at one lag, as seen from each bar. */
interface Target extends Pick<FutureKnowledge, 'target' | 'lag' | 'past'> {
  readonly direction: Int8Array;
}

function describeMarket(
  openTime: Float64Array,
  close: Float64Array,
  intervalMs: number,
  horizonBars: number,
): Market {
  const count = close.length;
  const look = (from: number, to: number): number =>
    openTime[to] - openTime[from] === (to - from) * intervalMs
      ? Math.sign(close[to] - close[from])
      : 0;
  const direction = new Int8Array(count);
  for (let bar = 1; bar < count; bar++) direction[bar] = look(bar - 1, bar);
  const past = pastWays(close);
  const aim = (target: Target['target'], lag: number): Target => {
    const aimed = new Int8Array(count);
    for (let at = 0; at + lag < count; at++) {
      const move = look(at, at + lag);
      // A bar counts only where nothing is missing on the way to it.
      const isWhole = openTime[at + lag] - openTime[at] === lag * intervalMs;
      aimed[at] = target === 'move' ? move : isWhole ? direction[at + lag] : 0;
    }
    const told = past.map((pointer) => Math.abs(compare(pointer, aimed).excess));
    return { target, lag, direction: aimed, past: Math.max(...told) };
  };
  const targets = listLags(horizonBars).flatMap((lag) => [aim('bar', lag), aim('move', lag)]);
  const moved = direction.filter((sign) => sign !== 0);
  const drift = moved.reduce((sum, sign) => sum + sign, 0) / Math.max(1, moved.length);
  return { direction, drift, targets };
}

/** Every lag up to 10, then each about a quarter longer than the one before, the last one `horizonBars`. */
function listLags(horizonBars: number): readonly number[] {
  const lags: number[] = [];
  for (let lag = 1; lag < horizonBars; lag = lag < 10 ? lag + 1 : Math.ceil(1.25 * lag))
    lags.push(lag);
  return [...lags, horizonBars];
}

/** Where a column points at each bar: 1, -1 or 0. */
type Pointer = Int8Array;

/** The ways in which a column points, from values at or before each bar. */
function pointers(values: Float64Array, close: Float64Array): readonly Pointer[] {
  const level = againstRecent(values);
  const ways = [level, changes(values, 1)];
  const positive = values.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0);
  const negative = values.reduce((sum, value) => sum + (value < 0 ? 1 : 0), 0);
  if (Math.min(positive, negative) > 0.05 * (positive + negative)) {
    ways.push(Int8Array.from(values, signOf));
  }
  if (isPriceLike(values, close)) {
    const distance = values.map((value, bar) => value / close[bar] - 1);
    ways.push(Int8Array.from(distance, signOf), againstRecent(distance));
  }
  return ways;
}

/** What momentum and reversal of the price itself say. */
function pastWays(close: Float64Array): readonly Pointer[] {
  return [1, 2, 5, 10, 20, 60].map((bars) => changes(close, bars)).concat(againstRecent(close));
}

/** Whether it is above or below its own mean of the last 60 bars, the present one included. */
function againstRecent(values: Float64Array): Pointer {
  const pointer = new Int8Array(values.length);
  let [sum, known] = [0, 0];
  for (let bar = 0; bar < values.length; bar++) {
    const value = values[bar];
    if (Number.isFinite(value)) {
      sum += value;
      known++;
    }
    const old = values[bar - levelBars];
    if (bar >= levelBars && Number.isFinite(old)) {
      sum -= old;
      known--;
    }
    // Sums in floating point keep a rest of what has left them.
    const difference = value - sum / known;
    const isApart = Math.abs(difference) > 1e-9 * Math.abs(value);
    if (known > 1 && isApart) pointer[bar] = Math.sign(difference);
  }
  return pointer;
}

function changes(values: Float64Array, bars: number): Pointer {
  const pointer = new Int8Array(values.length);
  for (let bar = bars; bar < values.length; bar++) {
    pointer[bar] = signOf(values[bar] - values[bar - bars]);
  }
  return pointer;
}

function signOf(value: number): number {
  return value > 0 ? 1 : value < 0 ? -1 : 0;
}

/** Whether nearly all values are between half and twice the close. */
function isPriceLike(values: Float64Array, close: Float64Array): boolean {
  let [known, near] = [0, 0];
  for (let bar = 0; bar < values.length; bar++) {
    const ratio = values[bar] / close[bar];
    if (!Number.isFinite(ratio)) continue;
    known++;
    if (ratio > 0.5 && ratio < 2) near++;
  }
  return known > 0 && near > 0.95 * known;
}

/** How often a pointer and directions go the same way; `excess` is the share beyond chance, below 0 where it is wrong. */
function compare(pointer: Pointer, directions: Int8Array) {
  // Without branches, which random signs would mispredict.
  let [rows, agreed, ups, rises] = [0, 0, 0, 0];
  for (let bar = 0; bar < pointer.length; bar++) {
    const product = pointer[bar] * directions[bar];
    const counts = product * product;
    rows += counts;
    agreed += product;
    ups += counts * pointer[bar];
    rises += counts * directions[bar];
  }
  const right = (rows + agreed) / 2;
  if (rows === 0) return { rows, right, chance: 0.5, excess: 0 };
  const [shareUp, shareRisen] = [(1 + ups / rows) / 2, (1 + rises / rows) / 2];
  const chance = shareUp * shareRisen + (1 - shareUp) * (1 - shareRisen);
  return { rows, right, chance, excess: right / rows - chance };
}

/**
 * The score of a pointer that looks `from` to `to` bars ahead: its sum of agreements with single bars over the
 * deviation that this sum has where no bar can be foreseen.
 */
function scoreBars(
  pointer: Pointer,
  { direction, drift }: Market,
  from: number,
  to: number,
): number {
  const count = pointer.length;
  const mean = pointer.reduce((sum, sign) => sum + sign, 0) / count;
  let [weight, sum, square] = [0, 0, 0];
  for (let bar = from; bar < count; bar++) {
    weight += pointer[bar - from] - (bar > to ? pointer[bar - to - 1] : 0);
    if (direction[bar] === 0) continue;
    const centred = weight - mean * (Math.min(to, bar) - from + 1);
    sum += centred * (direction[bar] - drift);
    square += centred * centred;
  }
  return square === 0 ? 0 : sum / Math.sqrt(square);
}

/** The clearest thing that a column knows of the future; undefined where there is nothing. */
function findKnowledge(
  ways: readonly Pointer[],
  market: Market,
  minScore: number,
): FutureKnowledge | undefined {
  let best: FutureKnowledge | undefined;
  let bestScore = minScore;
  for (const pointer of ways) {
    for (const { target, lag, direction, past } of market.targets) {
      const { rows, right, chance, excess } = compare(pointer, direction);
      const beyond = Math.abs(excess) - past;
      if (beyond < minExcess) continue;
      const whole = Math.abs(scoreBars(pointer, market, target === 'bar' ? lag : 1, lag));
      // Only what goes beyond the price's own past counts.
      const score = (whole * beyond) / Math.abs(excess);
      if (score <= bestScore) continue;
      const told = excess > 0 ? { right, chance } : { right: rows - right, chance: 1 - chance };
      best = { target, lag, rows, ...told, past };
      bestScore = score;
    }
  }
  return best;
}
