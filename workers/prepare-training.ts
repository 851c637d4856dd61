import { type Bars, countBars } from '../src/core/bars/bars';
import { buildDataset } from '../src/core/dataset/build-dataset';
import type { Dataset } from '../src/core/dataset/dataset';
import { type PooledMarket, poolMarkets } from '../src/core/dataset/pool-markets';
import { splitBlocks } from '../src/core/dataset/splits';
import { findLabel } from '../src/core/labels/find-label';
import type { DatasetInfo } from '../src/core/library';
import { nameMarket } from '../src/core/market-name';
import { receptiveField } from '../src/core/models/spec';
import type { TrainingRequest } from '../src/core/training';
import { listDatasets, loadBars } from '../src/storage/datasets';
import type { TabquantDatabase } from '../src/storage/schema';

/** A market that a model is trained on. */
export interface TrainedMarket extends PooledMarket {
  readonly source: DatasetInfo;
  readonly openTime: Float64Array;
}

/** Builds the dataset of one or several markets; a separate function, so that the bars can be freed afterwards. */
export async function prepareTraining(
  database: TabquantDatabase,
  { datasetId, spec, label, horizonBars, features, split, pool }: TrainingRequest,
): Promise<{ readonly dataset: Dataset; readonly markets: readonly TrainedMarket[] }> {
  const load = async (id: string) => {
    const [source, bars] = await Promise.all([
      requireDataset(database, id),
      loadBars(database, id),
    ]);
    return { source, bars, openTime: bars.openTime.slice() };
  };
  const loaded = await Promise.all([datasetId, ...(pool?.datasetIds ?? [])].map(load));
  const options = { label, horizonBars, receptiveField: receptiveField(spec), features };
  if (pool !== undefined) {
    const named = loaded.map(({ source, bars }) => ({ name: nameTrained(source), bars }));
    const { dataset, markets } = poolMarkets(named, { ...options, ...pool, ...split });
    return {
      dataset,
      markets: markets.map((market, at) => ({
        ...market,
        source: loaded[at].source,
        openTime: loaded[at].openTime,
      })),
    };
  }
  const [{ source, bars, openTime }] = loaded;
  const dataset = prepareBars(bars, { spec, label, horizonBars, features, split });
  const rows = [{ bars: { start: 0, end: countBars(bars) }, firstRow: 0 }];
  return { dataset, markets: [{ ...dataset, rows, source, openTime }] };
}

/** Builds the dataset of one market; throws `DatasetError` where the bars do not suffice. */
export function prepareBars(
  bars: Bars,
  {
    spec,
    label,
    horizonBars,
    features,
    split,
  }: Pick<TrainingRequest, 'spec' | 'label' | 'horizonBars' | 'features' | 'split'>,
): Dataset {
  const aheadBars = findLabel(label).lookAheadBars(horizonBars);
  return buildDataset(bars, {
    label,
    horizonBars,
    receptiveField: receptiveField(spec),
    features,
    split: split && splitBlocks(countBars(bars), { horizonBars: aheadBars, ...split }),
  });
}

/** Returns what a market is called by. */
export function nameTrained({ name, symbol, market }: DatasetInfo): string {
  return nameMarket(symbol, market) || name;
}

async function requireDataset(database: TabquantDatabase, id: string): Promise<DatasetInfo> {
  const info = (await listDatasets(database)).find((dataset) => dataset.id === id);
  if (info === undefined) throw new Error(`training: dataset ${id} is not stored any more`);
  return info;
}
