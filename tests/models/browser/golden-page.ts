import golden from '../../fixtures/tcn.json';
import { startBackend } from '../../../models/backend';
import type { BackendChoice, BackendReport } from '../../../src/core/models/options';
import { type GoldenErrors, measureGoldenTcn } from '../kinds/golden-tcn';
import { compareWindowKinds } from './window-kinds';

/** What a test reads from `window.goldenResult` once it is there. */
export type GoldenResult =
  | ({
      readonly kind: 'measured';
      readonly backend: BackendReport;
      readonly windowKinds: readonly number[];
    } & GoldenErrors)
  | { readonly kind: 'failed'; readonly reason: string };

declare global {
  interface Window {
    goldenResult?: GoldenResult;
  }
}

/** Measures the network of tests/fixtures/tcn.json, and other kinds, on the backend that `?backend=` names. */
async function measure(): Promise<GoldenResult> {
  const choice = new URLSearchParams(location.search).get('backend') ?? 'auto';
  const backend = await startBackend(choice as BackendChoice);
  const errors = await measureGoldenTcn(golden);
  return {
    kind: 'measured',
    backend,
    windowKinds: await compareWindowKinds(backend.name),
    ...errors,
  };
}

window.goldenResult = await measure().catch((error: unknown) => ({
  kind: 'failed' as const,
  reason: String(error),
}));
