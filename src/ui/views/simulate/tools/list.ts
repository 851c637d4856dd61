import type { Tool } from './tool';

/** Every tool, in the order of their buttons. */
export const tools: readonly Tool[] = [
  { id: 'trades', label: 'Trades', load: () => import('./TradesTool.svelte') },
  { id: 'map', label: 'Map', load: () => import('./map/MapTool.svelte') },
];
