/**
 * Kernels of tfjs that no model here can need: those of images, pooling, 3D and depthwise convolutions, sparse
 * and ragged tensors, texts, Fourier transforms, sampling and rare functions. Each backend registers all of its
 * kernels, so the bundler cannot leave them out by itself. A model that asks for one fails with its name.
 */
const unused =
  /^(Acos|All$|Any$|ArgM|Asin|Atan|AvgPool|BatchNorm|BatchToSpace|Bincount|Bitwise|BroadcastArgs|Ceil|Conv3D|Cosh|CropAndResize|Cum|DenseBincount|DepthToSpace|Depthwise|Diag|Dilation2D|Draw|Einsum|Erf|EuclideanNorm|Expm1|FFT|FlipLeftRight|FloorDiv|FromPixels|FusedBatchNorm|FusedDepthwise|GatherNd|IFFT|IsFinite|IsInf|IsNan|LeakyRelu|LinSpace|LogicalXor|LRN|MaxPool|MirrorPad|Mod$|Multinomial|NonMaxSuppression|OneHot|Prelu|Prod|Ragged|Relu6|Resize|RotateWithOffset|Round|ScatterNd|SearchSorted|Selu|Sign$|Sinh|SpaceToBatch|Sparse|StaticRegexReplace|StridedSlice|String|Tan$|TensorScatter|TopK|Transform$|Unique)/;

/** Returns a Vite plugin that takes these kernels, and what only they use, out of the backends of tfjs. */
export function trimKernels() {
  return {
    name: 'trim-kernels',
    apply: 'build',
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

/** The WebGPU backend takes what it shares out of a namespace, which keeps all of that in the bundle. */
function nameShared(code) {
  const [, names] = /const \{ ([^}]*?),? \} = shared;/.exec(code) ?? [];
  if (names === undefined)
    throw new Error('trim-kernels: the backend shares its functions otherwise');
  return `export { ${names.replaceAll(': ', ' as ')} } from '@tensorflow/tfjs-backend-cpu/dist/shared';\n`;
}
