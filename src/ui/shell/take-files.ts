import type { AppState } from '../../state/app-state.svelte';
import { sortIncoming } from './incoming-files';

/** Imports files of bars in the Data view, and opens those of models in the Train view. */
export async function takeFiles(app: AppState, files: readonly File[]): Promise<void> {
  const { models, data } = await sortIncoming(files);
  if (models.length > 0) {
    app.router.go('train');
    const { openModelFiles } = await import('../../state/model-files.svelte');
    for (const group of models) await openModelFiles(app).open(group);
    if (data.length === 0) return;
  }
  app.router.go('data');
  await app.importing.importFiles(data);
}
