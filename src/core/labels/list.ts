import { directionLabel } from './direction';
import type { Label } from './label';

/** Every label, the one that the form begins with first. */
export const labels: readonly Label[] = [directionLabel];
