import { createEnsembleKind } from './ensemble';
import { lstmKind } from './lstm';
import type { ModelKind } from './model-kind';
import { logisticKind } from './logistic';
import { tcnKind } from './tcn';
import { transformerKind } from './transformer';
import { treesKind } from './trees';
import { windowedKind } from './windowed';

/** What an ensemble can be made of. */
const singleKinds: readonly ModelKind[] = [
  tcnKind,
  logisticKind,
  treesKind,
  lstmKind,
  transformerKind,
];

/** Every kind of model; the first is the default of the form. */
export const modelKinds: readonly ModelKind[] = [
  ...singleKinds,
  createEnsembleKind(singleKinds),
  windowedKind,
];
