import { ensembleTrainer } from './ensemble';
import type { KindHalf } from './kind';
import { logisticTrainer } from './logistic';
import { lstmNetwork } from './lstm';
import { tcnNetwork } from './tcn';
import { transformerNetwork } from './transformer';
import { treesTrainer } from './trees';
import { windowedNetwork } from './windowed';

/** The part that trains it, for each kind of core/models. */
export const kindHalves: readonly KindHalf[] = [
  tcnNetwork,
  logisticTrainer,
  treesTrainer,
  lstmNetwork,
  transformerNetwork,
  ensembleTrainer,
  windowedNetwork,
];
