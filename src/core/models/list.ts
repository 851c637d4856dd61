import { lstmKind } from './lstm';
import type { ModelKind } from './model-kind';
import { tcnKind } from './tcn';
import { transformerKind } from './transformer';

/** Every kind of model; the first is the default of the form. */
export const modelKinds: readonly ModelKind[] = [tcnKind, lstmKind, transformerKind];
