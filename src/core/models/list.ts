import type { ModelKind } from './model-kind';
import { tcnKind } from './tcn';

/** Every kind of model, the one that the form begins with first. */
export const modelKinds: readonly ModelKind[] = [tcnKind];
