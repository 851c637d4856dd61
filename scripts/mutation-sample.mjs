import { createHash } from 'node:crypto';
import { relative } from 'node:path';

/** Why a mutant that is not in the sample was not tested. */
export const notSampled = 'not in the sample';

/**
 * A checker of Stryker that lets a share of the changes through: the same ones for the same seed, as long as their text and
 * place are the same. Stryker counts the others as not valid, which takes them out of the score.
 */
class SampleChecker {
  static inject = ['options'];

  constructor({ sample }) {
    this.sample = sample;
  }

  init() {
    return Promise.resolve();
  }

  check(mutants) {
    const { share, seed } = this.sample;
    const left = { status: 'compileError', reason: notSampled };
    return Promise.resolve(
      Object.fromEntries(
        mutants.map((mutant) => [
          mutant.id,
          drawOf(mutant, seed) < share ? { status: 'passed' } : left,
        ]),
      ),
    );
  }

  /** One group, so that Stryker asks once. */
  group(mutants) {
    return Promise.resolve([mutants.map(({ id }) => id)]);
  }
}

/** Returns a number from 0 to 1 that depends on the change and the seed alone. */
function drawOf({ fileName, location, mutatorName, replacement }, seed) {
  const path = relative(process.cwd(), fileName);
  const change = JSON.stringify([seed, path, location, mutatorName, replacement]);
  return createHash('sha256').update(change).digest().readUInt32BE() / 2 ** 32;
}

export const strykerPlugins = [{ kind: 'Checker', name: 'sample', injectableClass: SampleChecker }];

export const strykerValidationSchema = {
  type: 'object',
  properties: { sample: { type: 'object' } },
};
