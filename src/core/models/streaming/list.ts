import type { StreamingKind } from '../model-kind';
import { logisticStreaming } from './logistic';
import { lstmStreaming } from './lstm';
import { tcnStreaming } from './tcn';
import { transformerStreaming } from './transformer';
import { treesStreaming } from './trees';
import { windowedStreaming } from './windowed';

/** What asks a trained model bar by bar, for each kind that is not made of members. */
export const streamingKinds: readonly StreamingKind[] = [
  tcnStreaming,
  logisticStreaming,
  treesStreaming,
  lstmStreaming,
  transformerStreaming,
  windowedStreaming,
];
