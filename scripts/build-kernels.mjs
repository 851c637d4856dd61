/**
 * Compiles AssemblyScript to WebAssembly: models/kernels/assembly to one module for browsers with relaxed SIMD, which
 * has a fused multiply-add, and one for browsers without; src/feeds/formats/csv/assembly to the reader of CSV.
 * `node scripts/build-kernels.mjs` does it once; the Vite plugin does it before each build, test run and development
 * server.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { root } from './run-command.mjs';

// The kernels have no data, stack or globals of their own: their memory is the tfjs heap.
const onHeap = ['--importMemory', '--noExportMemory'];
const modules = [
  {
    folder: join(root, 'models/kernels'),
    builds: [
      { file: 'kernels-relaxed.wasm', options: onHeap, features: ['simd', 'relaxed-simd'] },
      { file: 'kernels-simd.wasm', options: onHeap, features: ['simd'] },
    ],
  },
  {
    folder: join(root, 'src/feeds/formats/csv'),
    builds: [{ file: 'csv.wasm', options: [], features: ['simd'] }],
  },
];

/** Compiles the modules that are older than their sources; throws with the compiler's output if that fails. */
export async function buildKernels() {
  for (const { folder, builds } of modules) {
    const sources = join(folder, 'assembly');
    const newest = Math.max(...listInputs(sources).map((path) => statSync(path).mtimeMs));
    mkdirSync(join(folder, 'dist'), { recursive: true });
    for (const { file, options, features } of builds) {
      const target = join(folder, 'dist', file);
      const built = statSync(target, { throwIfNoEntry: false })?.mtimeMs ?? 0;
      if (built < newest) await compile(sources, target, options, features);
    }
  }
}

/** Returns the Vite plugin that compiles the kernels before anything imports them. */
export function compileKernels() {
  return { name: 'compile-kernels', buildStart: buildKernels };
}

function listInputs(sources) {
  const files = readdirSync(sources).map((file) => join(sources, file));
  return [...files, fileURLToPath(import.meta.url)];
}

/** Compiles the `index.ts` of a folder. */
async function compile(sources, target, options, features) {
  const { default: asc } = await import('assemblyscript/asc');
  // Moved into place when complete: other processes may read or compile it at the same time.
  const written = `${target}.${randomUUID()}`;
  const { error, stderr } = await asc.main([
    join(sources, 'index.ts'),
    ...['--outFile', written, '--runtime', 'stub', '-O3', '--converge', '--noAssert'],
    ...options,
    ...['--disableWarning', '112'], // vectors as parameters: those calls are inlined
    ...features.flatMap((feature) => ['--enable', feature]),
  ]);
  if (error) throw new Error(`kernels: ${target} could not be compiled\n${stderr.toString()}`);
  renameSync(written, target);
}

if (argv[1] === fileURLToPath(import.meta.url)) await buildKernels();
