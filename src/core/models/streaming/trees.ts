import { findArray, type StreamingKind } from '../model-kind';
import { countNodes, type TreesSpec } from '../trees';
import { createWindowModel } from './window-model';

export const treesStreaming: StreamingKind<TreesSpec> = {
  name: 'trees',
  createStreaming({ bars, trees, leaves }, inputs, weights) {
    const size = countNodes(leaves);
    const read = (name: string) => findArray(weights, name, trees * size);
    const [threshold, value] = [read('threshold'), read('value')];
    const [input, left] = [read('input'), read('left')].map((array) => Int32Array.from(array));
    const [bias] = findArray(weights, 'bias', 1);
    let used = trees;
    while (used > 0 && value[(used - 1) * size] === 0 && input[(used - 1) * size] < 0) used--;
    return createWindowModel(bars, inputs, (window) => {
      let logit = bias;
      for (let tree = 0; tree < used; tree++) {
        const root = tree * size;
        let node = root;
        while (input[node] >= 0) {
          node = root + left[node] + Number(window[input[node]] > threshold[node]);
        }
        logit += value[node];
      }
      return logit;
    });
  },
};
