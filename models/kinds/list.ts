import type { KindHalf } from './kind';
import { tcnNetwork } from './tcn';

/** The part that trains it, for each kind of core/models. */
export const kindHalves: readonly KindHalf[] = [tcnNetwork];
