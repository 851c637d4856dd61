import type { NumberField } from '../fields';
import { createBarsField } from './bar-window';
import type { ModelKind, ModelSpec } from './model-kind';

/** How boosted trees are grown. */
export interface TreesSpec extends ModelSpec {
  readonly kind: 'trees';
  /** Trees, at most. */
  readonly trees: number;
  /** Leaves of a tree, at most. */
  readonly leaves: number;
  /** Share of a tree's answer that is added. */
  readonly shrinkage: number;
  /** Training bars of a leaf, at least. */
  readonly leafBars: number;
  /** Ridge penalty on the value of a leaf. */
  readonly penalty: number;
  /** Bars whose features they read, the bar itself included. */
  readonly bars: number;
}

const fields: readonly NumberField<Exclude<keyof TreesSpec & string, 'kind'>>[] = [
  {
    name: 'trees',
    label: 'Trees, at most',
    default: 300,
    min: 10,
    max: 1000,
    step: 50,
    isWhole: true,
  },
  { name: 'leaves', label: 'Leaves of a tree', default: 15, min: 2, max: 63, isWhole: true },
  { name: 'shrinkage', label: 'Shrinkage', default: 0.05, min: 0.005, max: 1, step: 0.01 },
  {
    name: 'leafBars',
    label: 'Bars of a leaf, at least',
    default: 200,
    min: 1,
    max: 10_000,
    step: 50,
    isWhole: true,
    isGrouped: true,
  },
  {
    name: 'penalty',
    label: 'Ridge penalty of a leaf',
    default: 1,
    min: 0,
    max: 10_000,
    isGrouped: true,
  },
  createBarsField(1, 16),
];

/** The sum of many small decision trees, each of which corrects those before it. */
export const treesKind: ModelKind<TreesSpec> = {
  name: 'trees',
  label: 'Trees',
  meaning:
    'Gradient boosting: adds up many small decision trees, each of which corrects those before it. They see what features say together.',
  fields,
  isPlainCode: true,
  isStepwise: true,
  epochName: 'Tree',
  describe: ({ trees, leaves }) => `${trees}×${leaves}`,
  receptiveField: ({ bars }) => bars,
  // A feature and a threshold for each split, a value for each leaf.
  countParameters: ({ trees, leaves }) => trees * (3 * leaves - 2) + 1,
};

/** Returns the nodes of a tree with so many leaves. */
export function countNodes(leaves: number): number {
  return 2 * leaves - 1;
}
