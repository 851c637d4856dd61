import { measureGrowth, type GrowthReport } from './heap-growth';
import { openLoneClient } from './lone-client';

/** A week: what upkeep looks back on, the longest of the windows, grows by so much before it is cut. */
const cycleBars = 10_080;
const samples = 42;
/** Both lengths of all windows, so that they are full when it begins. */
const fullBars = 2 * cycleBars + 1000;
/** Until machine code and caches are what they will be. */
const warmUpBars = 1200;

/** Measures for two weeks of minute bars whether a live client that runs alone keeps more and more. */
export async function measureClient(): Promise<GrowthReport> {
  const client = await openLoneClient(fullBars);
  await client.takeBars(warmUpBars);
  const report = await measureGrowth({ cycleBars, samples, takeBars: client.takeBars });
  await client.stop();
  return report;
}
