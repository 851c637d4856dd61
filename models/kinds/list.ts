import type { KindHalf } from './kind';
import { tcnNetwork } from './tcn';

/** The half that trains it, of each kind of core/models. */
export const kindHalves: readonly KindHalf[] = [tcnNetwork];
