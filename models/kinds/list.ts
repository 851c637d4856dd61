import type { KindHalf } from './kind';
import { logisticTrainer } from './logistic';
import { lstmNetwork } from './lstm';
import { tcnNetwork } from './tcn';
import { transformerNetwork } from './transformer';
import { treesTrainer } from './trees';
import { windowedNetwork } from './windowed';

/** What trains it, for each kind of core/models that is not made of members. */
export const kindHalves: readonly KindHalf[] = [
  tcnNetwork,
  logisticTrainer,
  treesTrainer,
  lstmNetwork,
  transformerNetwork,
  windowedNetwork,
];
