import type { ViewName } from '../../state/router.svelte';

interface Destination {
  readonly view: ViewName;
  readonly label: string;
  /** Path of an 18 x 18 line icon. */
  readonly icon: string;
}

/** The five views in the order in which they are used. */
export const destinations: readonly Destination[] = [
  {
    view: 'data',
    label: 'Data',
    icon: 'M3 4.5C3 3 15 3 15 4.5S3 6 3 4.5v9c0 1.5 12 1.5 12 0v-9M3 9c0 1.5 12 1.5 12 0',
  },
  {
    view: 'train',
    label: 'Train',
    icon: 'M3 13l4-4M3 5l4 4m0 0h4m0 0 4-4m-4 4 4 4M3 5h.01M3 13h.01M15 5h.01M15 13h.01',
  },
  { view: 'evaluate', label: 'Evaluate', icon: 'M3 3v12h12M5.5 12.5C7 7 10 5 15 4.5' },
  {
    view: 'simulate',
    label: 'Simulate',
    icon: 'M5 5v8M5 3v2m0 8v2M9 7v5M9 4v3m0 5v2M13 4v6m0-8v2m0 6v3',
  },
  {
    view: 'live',
    label: 'Live',
    icon: 'M9 9h.01M6 12a4.2 4.2 0 0 1 0-6m6 0a4.2 4.2 0 0 1 0 6M4 14.2a7.4 7.4 0 0 1 0-10.4m10 0a7.4 7.4 0 0 1 0 10.4',
  },
];
