import type { MembersKind } from './kind';

/** What trains an ensemble: the trainers of its members. */
export const ensembleTrainer: MembersKind = { name: 'ensemble', trainedBy: 'members' };
