import { whyTool } from '../../../../state/simulation.svelte';
import type { Tool } from './tool';

/** Every tool, in the order of their buttons. */
export const tools: readonly Tool[] = [
  { id: 'trades', label: 'Trades', load: () => import('./trades/TradesTool.svelte') },
  { id: whyTool, label: 'Why', load: () => import('./why/WhyTool.svelte') },
  { id: 'compare', label: 'Compare', load: () => import('./compare/CompareTool.svelte') },
  { id: 'map', label: 'Map', load: () => import('./map/MapTool.svelte') },
  { id: 'path-risk', label: 'Path risk', load: () => import('./path-risk/PathRiskTool.svelte') },
  {
    id: 'portfolio',
    label: 'Several assets',
    load: () => import('./portfolio/PortfolioTool.svelte'),
  },
  { id: 'rule', label: 'Your own rule', load: () => import('./rule/RuleTool.svelte') },
  { id: 'blind', label: 'Blind replay', load: () => import('./blind/BlindTool.svelte') },
];
