import type { DatasetInfo, DatasetSet } from '../../../../core/library';

/** Datasets that are listed together: those of one set, or several single ones in a row. */
interface DatasetGroup {
  readonly set: DatasetSet | undefined;
  readonly datasets: readonly DatasetInfo[];
}

/** Returns the datasets in order; those of a set are together at the place of its first one. */
export function groupDatasets(datasets: readonly DatasetInfo[]): DatasetGroup[] {
  const groups: { set: DatasetSet | undefined; datasets: DatasetInfo[] }[] = [];
  for (const dataset of datasets) {
    const { set } = dataset;
    const last = groups.at(-1);
    const group =
      set === undefined
        ? last?.set === undefined
          ? last
          : undefined
        : groups.find((candidate) => candidate.set?.id === set.id);
    if (group === undefined) groups.push({ set, datasets: [dataset] });
    else group.datasets.push(dataset);
  }
  return groups;
}
