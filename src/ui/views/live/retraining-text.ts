import { retrainingDays, type RetrainingStatus } from '../../../state/retraining.svelte';

/** Returns what a retraining is doing, or how it ended; '' where there is none. */
export function describeRetraining(status: RetrainingStatus): string {
  switch (status.kind) {
    case 'idle':
      return '';
    case 'downloading':
      return `Step 1 of 3: fetching the newest ${retrainingDays} days of ${status.symbol}…`;
    case 'training':
      return 'Step 2 of 3: training; trading goes on meanwhile…';
    case 'opening-account':
      return 'Step 3 of 3: opening an account for the new model…';
    case 'cancelled':
      return 'Cancelled; trading was not touched.';
    case 'failed':
      return status.message;
    case 'done':
      return `Done: ${status.account.name} trades beside the champion.`;
  }
}
