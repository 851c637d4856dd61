import type { DatasetInfo, DatasetSet } from '../../../../core/library';

/** Datasets that are listed together: those of one set, or a run of single ones. */
interface DatasetGroup {
  readonly set: DatasetSet | undefined;
  readonly datasets: readonly DatasetInfo[];
}

/** Returns the datasets in their order, those of a set together where its first one stands. */
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
