/**
 * Compiles models/kernels/assembly (AssemblyScript) to models/kernels/dist: one module for browsers with relaxed
 * SIMD, which has a fused multiply-add, and one for browsers without. `node scripts/build-kernels.mjs`
 * does it once; the Vite plugin does it before each build, test run and development server.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { root } from './run-command.mjs';

const sources = join(root, 'models/kernels/assembly');
const output = join(root, 'models/kernels/dist');
const builds = [
  { file: 'kernels-relaxed.wasm', features: ['simd', 'relaxed-simd'] },
  { file: 'kernels-simd.wasm', features: ['simd'] },
];

/** Compiles the modules that are older than their sources; throws with the compiler's output if that fails. */
export async function buildKernels() {
  const newest = Math.max(...listInputs().map((path) => statSync(path).mtimeMs));
  mkdirSync(output, { recursive: true });
  for (const { file, features } of builds) {
    const target = join(output, file);
    const built = statSync(target, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (built < newest) await compile(target, features);
  }
}

/** Returns the Vite plugin that compiles the kernels before anything imports them. */
export function compileKernels() {
  return { name: 'compile-kernels', buildStart: buildKernels };
}

function listInputs() {
  const files = readdirSync(sources).map((file) => join(sources, file));
  return [...files, fileURLToPath(import.meta.url)];
}

/** The module has no data, stack or globals of its own: its memory is the tfjs heap. */
async function compile(target, features) {
  const { default: asc } = await import('assemblyscript/asc');
  // Moved into place when complete: other processes may read or compile it at the same time.
  const written = `${target}.${randomUUID()}`;
  const { error, stderr } = await asc.main([
    join(sources, 'index.ts'),
    ...['--outFile', written, '--runtime', 'stub', '-O3', '--converge', '--noAssert'],
    ...['--importMemory', '--noExportMemory'],
    ...['--disableWarning', '112'], // vectors as parameters: those calls are inlined
    ...features.flatMap((feature) => ['--enable', feature]),
  ]);
  if (error) throw new Error(`kernels: ${target} could not be compiled\n${stderr.toString()}`);
  renameSync(written, target);
}

if (argv[1] === fileURLToPath(import.meta.url)) await buildKernels();
