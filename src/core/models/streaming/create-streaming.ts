import { takeMember } from '../ensemble';
import type { ModelSpec, NamedWeights, StreamingModel } from '../model-kind';
import { findKind } from '../spec';
import { streamingKinds } from './list';

/** Returns a trained model that predicts one bar at a time; throws where the weights do not fit the spec. */
export function createStreaming(
  spec: ModelSpec,
  inputs: number,
  weights: NamedWeights,
): StreamingModel {
  const members = findKind(spec).listMembers?.(spec);
  if (members !== undefined) {
    return averageModels(
      members.map((member, at) => createStreaming(member, inputs, takeMember(weights, at))),
    );
  }
  const found = streamingKinds.find(({ name }) => name === spec.kind);
  if (found === undefined)
    throw new Error(`models: kind "${spec.kind}" cannot be asked bar by bar`);
  return found.createStreaming(spec, inputs, weights);
}

/** Returns the model whose logit is the mean of those of `members`, NaN until all of them have one. */
export function averageModels(members: readonly StreamingModel[]): StreamingModel {
  return {
    push: (features) =>
      members.reduce((sum, member) => sum + member.push(features), 0) / members.length,
    reset: () => members.forEach((member) => member.reset()),
  };
}
