import { describe, expect, it } from 'vitest';
import type { StudyPart } from '../../src/core/study';
import { saveDataset } from '../../src/storage/save-datasets';
import type { TabquantDatabase } from '../../src/storage/schema';
import {
  beginStudy,
  deleteStudy,
  listStudies,
  loadStudy,
  saveStudyPart,
} from '../../src/storage/studies';
import { deleteDataset, emptyTrash } from '../../src/storage/trash';
import { makeBars, makeDataset, makeStudy, makeWeights, openFresh } from './make-records';

const block = { bars: { start: 2, end: 5 }, labels: { start: 2, end: 4 } };
const part: StudyPart = { tests: [block], auc: 0.51, epochs: 3, seconds: 2 };
const result = { auc: 0.52, aucCi: [0.5, 0.54], distribution: [], pValue: NaN } as const;
const probability = Float32Array.of(0.4, NaN, 0.6);

async function begin(database: TabquantDatabase): Promise<string> {
  const { id } = await saveDataset(database, makeDataset());
  await beginStudy(database, makeStudy(id));
  return id;
}

describe('studies', () => {
  it('keep each finished training with its probabilities, and the result with the last', async () => {
    const database = await openFresh();
    await begin(database);
    const first = await saveStudyPart(
      database,
      'study',
      part,
      { probability, weights: makeWeights(), calibration: { temperature: 2, bias: 0.1 } },
      { savedAt: 2000 },
    );
    expect(first).toMatchObject({ parts: [part], savedAt: 2000 });
    expect(first.result).toBeUndefined();
    const view = new Float32Array([9, 0.1, 0.2, 9]).subarray(1, 3);
    await saveStudyPart(database, 'study', part, { probability: view }, { savedAt: 3000, result });
    const { study, outputs } = await loadStudy(database, 'study');
    expect(study).toMatchObject({ parts: [part, part], result });
    expect(outputs.map((output) => output.probability)).toEqual([
      probability,
      Float32Array.of(0.1, 0.2),
    ]);
    expect(outputs[0].weights).toEqual(makeWeights());
    expect(outputs[0].calibration).toEqual({ temperature: 2, bias: 0.1 });
    expect((await listStudies(database)).kept).toEqual([study]);
  });

  it('begin again without the trainings of an earlier run', async () => {
    const database = await openFresh();
    const datasetId = await begin(database);
    await saveStudyPart(database, 'study', part, { probability }, { savedAt: 2000 });
    await beginStudy(database, makeStudy(datasetId, { id: 'study 2' }));
    await saveStudyPart(database, 'study 2', part, { probability }, { savedAt: 2500 });
    await beginStudy(database, makeStudy(datasetId));
    expect((await loadStudy(database, 'study')).outputs).toEqual([]);
    expect((await loadStudy(database, 'study 2')).outputs).toHaveLength(1);
  });

  it('go with their dataset, and take no training after that', async () => {
    const database = await openFresh();
    const datasetId = await begin(database);
    const other = await saveDataset(database, makeDataset({ bars: makeBars(5, 7) }));
    await beginStudy(database, makeStudy(other.id, { id: 'other' }));
    await saveStudyPart(database, 'study', part, { probability }, { savedAt: 2000 });
    await deleteDataset(database, datasetId, 1);
    expect((await listStudies(database)).kept).toHaveLength(2);
    await emptyTrash(database);
    expect((await listStudies(database)).kept.map(({ id }) => id)).toEqual(['other']);
    expect(await database.count('studyParts')).toBe(0);
    const late = saveStudyPart(database, 'study', part, { probability }, { savedAt: 3000 });
    await expect(late).rejects.toMatchObject({ kind: 'missing' });
    const anew = beginStudy(database, makeStudy(datasetId));
    await expect(anew).rejects.toMatchObject({ kind: 'missing' });
    expect(await database.count('studyParts')).toBe(0);
  });

  it('are refused where a probability is gone, and can be discarded', async () => {
    const database = await openFresh();
    await begin(database);
    await saveStudyPart(database, 'study', part, { probability }, { savedAt: 2000 });
    await database.clear('studyParts');
    await expect(loadStudy(database, 'study')).rejects.toMatchObject({ kind: 'corrupt' });
    await deleteStudy(database, 'study');
    await expect(loadStudy(database, 'study')).rejects.toMatchObject({ kind: 'missing' });
  });
});
