import { basename } from 'node:path';
import { defaultTradingSettings } from '../../src/core/trading/settings';
import { dissect } from '../../src/core/verdict/autopsy';
import { generateSampleMarket } from '../../src/feeds/sample/sample-market';
import { readMarketFile } from '../read-market-file';
import { trainBars } from './trained-market';

/** Takes a win rate of the reference dashboard apart, on bars of a parquet file or the sample market. */
export async function runAutopsy(file: string | undefined): Promise<object> {
  const name = file === undefined ? 'sample-1' : basename(file);
  const bars =
    file === undefined
      ? generateSampleMarket({ kind: 'edge', seed: 1 }).bars
      : await readMarketFile(file);
  // Neither calibrated nor judged: the reference dashboard did neither.
  const { dataset, probability } = await trainBars(name, bars);
  const steps = dissect({
    bars,
    probability,
    trainRange: dataset.split.train.bars,
    testRange: dataset.split.test.bars,
    settings: defaultTradingSettings,
  });
  return { data: name, steps };
}
