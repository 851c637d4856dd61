import type { TrainingCheckpoint } from '../src/core/training';
import type { EpochRecord } from '../src/core/library';

/** What a training reports while it runs. */
export type TrainingEvent =
  | {
      readonly kind: 'step';
      /** From 1. */
      readonly epoch: number;
      readonly maxEpochs: number;
      /** Steps of this epoch that are done. */
      readonly step: number;
      readonly steps: number;
      /** Of the newest minibatch whose loss has been read. */
      readonly loss: number;
      readonly labelsPerSecond: number;
      /** Expected time until `maxEpochs`; early stopping may end sooner. */
      readonly etaSeconds: number;
    }
  | { readonly kind: 'epoch'; readonly record: EpochRecord; readonly isBest: boolean };

/** What a training calls while it runs. */
export interface TrainingCallbacks {
  readonly onEvent: (event: TrainingEvent) => void;
  /** Awaited after each step, so that messages are handled. */
  readonly yieldToEvents: () => Promise<void>;
  /** Awaited after each epoch; its argument does not change afterwards. */
  readonly onCheckpoint?: (checkpoint: TrainingCheckpoint) => Promise<void>;
}

/** Training cannot continue or begin; the message says why and what to try. */
export class TrainingError extends Error {
  override readonly name = 'TrainingError';
}

/**
 * Lets waiting events (messages, timers, input) run, then resolves.
 *
 * A message, not a timer: browsers delay nested timers by 4 ms, and by a second in a tab that
 * is hidden.
 */
export async function yieldToEvents(): Promise<void> {
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
