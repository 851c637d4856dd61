import { directionLabel } from './direction';
import type { Label } from './label';
import { overCostsLabel } from './over-costs';
import { tripleBarrierLabel } from './triple-barrier';

/** Every label; the first is the default of the form. */
export const labels: readonly Label[] = [directionLabel, tripleBarrierLabel, overCostsLabel];
