import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { root } from './run-command.mjs';

/**
 * Kernels of tfjs that no model here can need: those of images, pooling, 3D and depthwise convolutions, sparse
 * and ragged tensors, texts, Fourier transforms, sampling and rare functions. Each backend registers all of its
 * kernels, so the bundler cannot leave them out by itself. A model that asks for one fails with its name.
 */
const unused =
  /^(Acos|All$|Any$|ArgM|Asin|Atan|AvgPool|BatchNorm|BatchToSpace|Bincount|Bitwise|BroadcastArgs|Ceil|Conv2DBackprop|Conv3D|Cos$|Cosh|CropAndResize|Cum|DenseBincount|DepthToSpace|Depthwise|Diag|Dilation2D|Draw|Einsum|Elu|Erf|EuclideanNorm|Expm1|FFT|FlipLeftRight|FloorDiv|FromPixels|FusedBatchNorm|FusedDepthwise|GatherNd|GatherV2|Gather$|IFFT|IsFinite|IsInf|IsNan|LeakyRelu|LinSpace|LogicalXor|LRN|MaxPool|MirrorPad|Mod$|Multinomial|NonMaxSuppression|OneHot|Prelu|Prod|Ragged|Reciprocal|Relu6|Resize|RotateWithOffset|Round|ScatterNd|SearchSorted|Selu|Sign$|Sin$|Sinh|SpaceToBatch|Sparse|StaticRegexReplace|StridedSlice|String|Tan$|TensorScatter|TopK|Transform$|Unique)/;

/** Exports of parquet-wasm that the import and export of files do not use: remote files, foreign memory, figures of chunks. */
const unusedOfParquet =
  /^(parquetfile_(fromUrl|read|schema|stream)|readParquetStream|ffi|\w+FFI$|columnchunkmetadata_|rowgroupmetadata_|__wbg_(ffi|columnchunk|rowgroup))/;

/**
 * Returns a Vite plugin that removes these kernels, and what only they use, from the backends of tfjs: from their
 * scripts and from the WebAssembly module. It removes what is not used from parquet-wasm's module, too, and packs
 * that as a Zstandard frame, which `loadParser` unpacks: gzip, with its window of 32 kB, makes it a third larger.
 */
export function trimKernels() {
  return {
    name: 'trim-kernels',
    apply: 'build',
    enforce: 'pre',
    resolveId: {
      filter: { id: /(tfjs-backend-wasm-simd|parquet_wasm_bg)\.wasm\?url$/ },
      handler: async (id) => `${await trimModule(require.resolve(id.replace('?url', '')))}?url`,
    },
    transform: {
      filter: {
        id: /(tfjs-backend-(\w+\/dist\/register_all_kernels|webgpu\/dist\/kernel_utils\/shared)|parquet_wasm)\.js$/,
      },
      handler(code, id) {
        if (id.endsWith('parquet_wasm.js')) return { code: dropDefaultModule(code), map: null };
        const isList = id.endsWith('register_all_kernels.js');
        return { code: isList ? dropKernels(code) : nameShared(code), map: null };
      },
    },
  };
}

const require = createRequire(import.meta.url);

/**
 * Returns the path of a copy of a WebAssembly module without its unused exports, parquet-wasm's packed. It is made
 * where it is not there yet.
 */
async function trimModule(path) {
  const bytes = readFileSync(path);
  const isParquet = path.includes('parquet');
  const pattern = isParquet ? unusedOfParquet : unused;
  const key = createHash('sha256').update(bytes).update(pattern.source).digest('hex').slice(0, 16);
  const folder = join(root, 'node_modules/.cache/trim-kernels');
  const ending = isParquet ? 'zst' : 'wasm';
  const trimmed = join(folder, `${basename(path, '.wasm')}-${key}.${ending}`);
  if (existsSync(trimmed)) return trimmed;

  const { default: binaryen } = await import('binaryen');
  const module = binaryen.readBinary(bytes);
  const names = WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name }) => name);
  const dropped = names.filter((name) => pattern.test(name));
  if (dropped.length === 0) throw new Error(`trim-kernels: ${path} exports nothing to drop`);
  for (const name of dropped) module.removeExport(name);
  module.runPasses(['remove-unused-module-elements']);
  mkdirSync(folder, { recursive: true });
  // Builds that run at the same time never see half a file.
  const unfinished = `${trimmed}.${process.pid}`;
  const emitted = module.emitBinary();
  module.dispose();
  writeFileSync(unfinished, isParquet ? await pack(emitted) : emitted);
  renameSync(unfinished, trimmed);
  return trimmed;
}

/** With the highest level, once for each version of the module. */
async function pack(bytes) {
  const { Zstd } = await import('@hpcc-js/wasm-zstd');
  const zstd = await Zstd.load();
  return zstd.compress(bytes, zstd.maxCLevel());
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

/** Removes the address that parquet-wasm uses when it is given none: it would bring the whole module into the release. */
function dropDefaultModule(code) {
  const address = "new URL('parquet_wasm_bg.wasm', import.meta.url)";
  if (!code.includes(address)) throw new Error('trim-kernels: parquet-wasm has another address');
  return code.replace(address, 'undefined');
}

/** The WebGPU backend reads shared functions from a namespace, which keeps all of them in the bundle. */
function nameShared(code) {
  const [, names] = /const \{ ([^}]*?),? \} = shared;/.exec(code) ?? [];
  if (names === undefined)
    throw new Error('trim-kernels: the backend no longer reads shared functions from a namespace');
  return `export { ${names.replaceAll(': ', ' as ')} } from '@tensorflow/tfjs-backend-cpu/dist/shared';\n`;
}
