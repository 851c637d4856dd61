import type { AppState } from '../../state/app-state.svelte';
import { sortIncoming } from './sort-incoming';

/** Imports files of bars and opens workspaces in the Data view, and opens files of models in the Train view. */
export async function takeFiles(app: AppState, files: readonly File[]): Promise<void> {
  const { models, workspaces, data } = await sortIncoming(files);
  if (workspaces.length > 0) {
    app.router.go('data');
    const { openWorkspaceState } = await import('../../state/workspace.svelte');
    for (const file of workspaces) await openWorkspaceState(app).open(file);
    if (data.length + models.length === 0) return;
  }
  if (models.length > 0) {
    app.router.go('train');
    const { openModelFiles } = await import('../../state/model-files.svelte');
    for (const group of models) await openModelFiles(app).open(group);
    if (data.length === 0) return;
  }
  app.router.go('data');
  await app.importing.importFiles(data);
}
