import { relaxedSimdProbe, simdProbe } from '../../../core/models/simd-probes';

/** Something that the page uses where the browser has it. */
interface BrowserLimit {
  readonly name: string;
  readonly isThere: () => boolean;
  /** What a person goes without where it is missing. */
  readonly cost: string;
  /** Whether a person is told without asking: it costs more than time. */
  readonly isTold: boolean;
}

/** What the page can do without, and what that costs; what it cannot do without is in `needs.ts`. */
export const browserLimits: readonly BrowserLimit[] = [
  {
    name: 'WebGPU',
    isThere: () => 'gpu' in navigator,
    cost: 'Models train on the processor: as right, but slower than on a graphics card.',
    isTold: false,
  },
  {
    name: 'WebAssembly SIMD',
    isThere: () => WebAssembly.validate(simdProbe),
    cost: 'Networks train by plain JavaScript alone, many times slower: choose the backend CPU in Train, and a small network.',
    isTold: true,
  },
  {
    name: 'Relaxed SIMD',
    isThere: () => WebAssembly.validate(relaxedSimdProbe),
    cost: 'Training takes longer, and its figures differ in the last digits from those of browsers that have it.',
    isTold: false,
  },
  {
    name: 'Number of cores',
    isThere: () => (navigator.hardwareConcurrency as number | undefined) !== undefined,
    cost: 'Training uses one core; choose more workers in Train.',
    isTold: false,
  },
  {
    name: 'Web Locks',
    isThere: () => 'locks' in navigator,
    cost: 'Paper accounts are shown and not traded, and nothing keeps two tabs from training at once.',
    isTold: true,
  },
  {
    name: 'BroadcastChannel',
    isThere: () => 'BroadcastChannel' in globalThis,
    cost: 'What another tab changes appears here after a reload.',
    isTold: true,
  },
  {
    name: 'Service worker',
    isThere: () => 'serviceWorker' in navigator,
    cost: 'The page opens only with a network. Private windows often have none.',
    isTold: true,
  },
  {
    name: 'A promise to keep your data',
    isThere: () => 'persist' in ((navigator.storage as StorageManager | undefined) ?? {}),
    cost: 'The browser may clear what you stored, when the disk is full or after days without a visit: save what matters as files.',
    isTold: true,
  },
  {
    name: 'Notifications',
    isThere: () => 'Notification' in globalThis,
    cost: 'Alerts of Live are seen and heard in its tab alone.',
    isTold: false,
  },
  {
    name: 'Wake lock',
    isThere: () => 'wakeLock' in navigator,
    cost: 'The screen may go off while Live trades, and the page with it.',
    isTold: false,
  },
];

/** Returns one sentence that names what is missing and should be known, or undefined. */
export function describeLimits(limits = browserLimits): string | undefined {
  const missing = limits.filter(({ isTold, isThere }) => isTold && !isThere());
  if (missing.length === 0) return undefined;
  return `This browser lacks ${missing.map(({ name }) => name).join(', ')}, so not everything works.`;
}
