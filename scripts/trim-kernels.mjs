import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './run-command.mjs';

/**
 * Kernels of tfjs that no model here can need: those of images, pooling, 3D and depthwise convolutions, sparse
 * and ragged tensors, texts, Fourier transforms, sampling and rare functions. Each backend registers all of its
 * kernels, so the bundler cannot leave them out by itself. A model that asks for one fails with its name.
 */
const unused =
  /^(Acos|All$|Any$|ArgM|Asin|Atan|AvgPool|BatchNorm|BatchToSpace|Bincount|Bitwise|BroadcastArgs|Ceil|Conv3D|Cosh|CropAndResize|Cum|DenseBincount|DepthToSpace|Depthwise|Diag|Dilation2D|Draw|Einsum|Erf|EuclideanNorm|Expm1|FFT|FlipLeftRight|FloorDiv|FromPixels|FusedBatchNorm|FusedDepthwise|GatherNd|IFFT|IsFinite|IsInf|IsNan|LeakyRelu|LinSpace|LogicalXor|LRN|MaxPool|MirrorPad|Mod$|Multinomial|NonMaxSuppression|OneHot|Prelu|Prod|Ragged|Relu6|Resize|RotateWithOffset|Round|ScatterNd|SearchSorted|Selu|Sign$|Sinh|SpaceToBatch|Sparse|StaticRegexReplace|StridedSlice|String|Tan$|TensorScatter|TopK|Transform$|Unique)/;

/**
 * Returns a Vite plugin that removes these kernels, and what only they use, from the backends of tfjs: from their
 * scripts and from the WebAssembly module.
 */
export function trimKernels() {
  return {
    name: 'trim-kernels',
    apply: 'build',
    enforce: 'pre',
    resolveId: {
      filter: { id: /tfjs-backend-wasm-simd\.wasm\?url$/ },
      handler: async (id) => `${await trimModule(require.resolve(id.replace('?url', '')))}?url`,
    },
    transform: {
      filter: {
        id: /tfjs-backend-(\w+\/dist\/register_all_kernels|webgpu\/dist\/kernel_utils\/shared)\.js$/,
      },
      handler: (code, id) => ({
        code: id.endsWith('register_all_kernels.js') ? dropKernels(code) : nameShared(code),
        map: null,
      }),
    },
  };
}

const require = createRequire(import.meta.url);

/** Returns the path of a copy of a WebAssembly module without these kernels; makes it if there is none yet. */
async function trimModule(path) {
  const bytes = readFileSync(path);
  const key = createHash('sha256').update(bytes).update(unused.source).digest('hex').slice(0, 16);
  const folder = join(root, 'node_modules/.cache/trim-kernels');
  const trimmed = join(folder, `tfjs-backend-wasm-simd-${key}.wasm`);
  if (existsSync(trimmed)) return trimmed;

  const { default: binaryen } = await import('binaryen');
  const module = binaryen.readBinary(bytes);
  const names = WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name }) => name);
  const dropped = names.filter((name) => unused.test(name));
  if (dropped.length === 0) throw new Error('trim-kernels: the module exports no kernel to drop');
  for (const name of dropped) module.removeExport(name);
  module.runPasses(['remove-unused-module-elements']);
  mkdirSync(folder, { recursive: true });
  // Builds that run at the same time never see half a file.
  const unfinished = `${trimmed}.${process.pid}`;
  writeFileSync(unfinished, module.emitBinary());
  renameSync(unfinished, trimmed);
  module.dispose();
  return trimmed;
}

function dropKernels(code) {
  const imports = /import \{ (?:\w+ as )?(\w+) \} from '\.\/kernels\/(\w+)';\n/g;
  const dropped = [...code.matchAll(imports)].filter(([, , file]) => unused.test(file));
  if (dropped.length === 0) throw new Error('trim-kernels: the backend lists no kernel to drop');
  return dropped.reduce(
    (text, [line, name]) =>
      text.replace(line, '').replace(new RegExp(`^\\s+${name},?\\n`, 'm'), ''),
    code,
  );
}

/** The WebGPU backend reads shared functions from a namespace, which keeps all of them in the bundle. */
function nameShared(code) {
  const [, names] = /const \{ ([^}]*?),? \} = shared;/.exec(code) ?? [];
  if (names === undefined)
    throw new Error('trim-kernels: the backend no longer reads shared functions from a namespace');
  return `export { ${names.replaceAll(': ', ' as ')} } from '@tensorflow/tfjs-backend-cpu/dist/shared';\n`;
}
