import { tradesTool, whyTool } from '../../../../state/simulation.svelte';
import type { Tool } from './tool';

/** Every tool, in the order of their buttons. */
export const tools: readonly Tool[] = [
  {
    id: tradesTool,
    label: 'Trades',
    meaning: 'Every trade so far, with what it earned and why it ended.',
    load: () => import('./trades/TradesTool.svelte'),
  },
  {
    id: whyTool,
    label: 'Why',
    meaning: 'Why there was a trade at a bar, or none.',
    load: () => import('./why/WhyTool.svelte'),
  },
  {
    id: 'compare',
    label: 'Compare',
    meaning: 'Several settings or models side by side, on the same bars.',
    load: () => import('./compare/CompareTool.svelte'),
  },
  {
    id: 'map',
    label: 'Map',
    meaning: 'What each pair of two settings would have earned.',
    load: () => import('./map/MapTool.svelte'),
  },
  {
    id: 'path-risk',
    label: 'Path risk',
    meaning: 'What else might have come out: drawdowns and losses if the days had come otherwise.',
    load: () => import('./path-risk/PathRiskTool.svelte'),
  },
  {
    id: 'portfolio',
    label: 'Several assets',
    meaning: 'Several datasets traded together, on one capital.',
    load: () => import('./portfolio/PortfolioTool.svelte'),
  },
  {
    id: 'rule',
    label: 'Your own rule',
    meaning: 'Write a rule in a few lines, and trade by it.',
    load: () => import('./rule/RuleTool.svelte'),
  },
  {
    id: 'blind',
    label: 'Blind replay',
    meaning: 'Trade yourself, without knowing the date, against the model and a coin.',
    load: () => import('./blind/BlindTool.svelte'),
  },
];
