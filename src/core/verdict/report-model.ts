import { formatCount, formatNumber, missing } from '../format';
import type { ModelInfo } from '../library';
import { nameMarket } from '../market-name';
import type { FeatureCorrelations } from './correlation';
import type { Examination } from './evidence';
import { section, table } from './report-parts';

/** Pairs of features that a report lists. */
const maxPairs = 15;

const three = (value: number) => formatNumber(value, { digits: 3 });
const interval = ([low, high]: readonly [number, number]) =>
  Number.isFinite(low) ? `${three(low)} to ${three(high)}` : missing;

/** Returns what a model goes by: what hiding a feature costs, and which features say the same; undefined where unknown. */
export function describeFeatures({
  importance,
  lookBack = [],
  correlations,
}: Partial<Examination>): string | undefined {
  if (importance === undefined) return undefined;
  return section(
    'What it goes by',
    'AUC that is lost when the days of a feature are exchanged, and when older bars are hidden.' +
      (correlations === undefined ? '' : ` ${correlations.sentence}`),
    table(
      'Importance',
      ['Without', 'AUC lost', '95%'],
      [...importance, ...lookBack].map(({ name, aucDrop }) => [
        name,
        three(aucDrop.value),
        interval(aucDrop.ci),
      ]),
    ),
    correlations === undefined
      ? ''
      : table('Correlation', ['Features', 'Correlation'], listPairs(correlations)),
  );
}

/** The pairs that correlate most, of either sign. */
function listPairs({ features, values }: FeatureCorrelations): string[][] {
  const pairs = features.flatMap((first, row) =>
    features.slice(row + 1).map((second, at) => ({
      name: `${first}, ${second}`,
      value: values[row * features.length + row + 1 + at],
    })),
  );
  return pairs
    .filter(({ value }) => !Number.isNaN(value))
    .sort((one, other) => Math.abs(other.value) - Math.abs(one.value))
    .slice(0, maxPairs)
    .map(({ name, value }) => [name, formatNumber(value, { digits: 2 })]);
}

/** Returns how a model of several markets does on each of them and together; '' for a model of one. */
export function describeMarkets({ pool }: ModelInfo): string {
  if (pool === undefined) return '';
  const rows = pool.markets.map(({ symbol, market, datasetName, judged }) => {
    const name = nameMarket(symbol, market) || datasetName;
    return judged === undefined
      ? [name, 'no test bars', '', '', '']
      : describeRow(name, judged.test.auc, judged.test.aucCi, judged.test);
  });
  const { together } = pool;
  return section(
    'Every market of this model',
    'It learned from all of them; together, a bar is ranked among those of its own market.',
    table(
      'Markets',
      ['Market', 'AUC', '95%', 'Days', 'Bars'],
      [...rows, describeRow('Together', together.auc, together.aucCi, together)],
    ),
  );
}

function describeRow(
  name: string,
  auc: number,
  ci: readonly [number, number],
  { days, bars }: { readonly days: number; readonly bars: number },
): string[] {
  return [name, three(auc), interval(ci), formatCount(days), formatCount(bars)];
}
