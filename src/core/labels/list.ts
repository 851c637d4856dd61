import { directionLabel } from './direction';
import type { Label } from './label';

/** Every label; the first is the default of the form. */
export const labels: readonly Label[] = [directionLabel];
