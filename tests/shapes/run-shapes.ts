import { type ShapeOutcome, tryShape } from './try-shape';

interface ShapesOptions {
  readonly inputs: number;
  readonly seed: number;
  readonly onProgress: (done: number) => void;
}

/** What became of many variants of the catalogue. */
interface ShapesSummary {
  readonly inputs: number;
  readonly seed: number;
  readonly seconds: number;
  /** Variants by what became of them; `other` are other bars than were written, without a question. */
  readonly kinds: Readonly<Record<ShapeOutcome['kind'], number>>;
  readonly violationCount: number;
  readonly violations: readonly string[];
}

/** Imports random variants of the catalogue; variant n of a seed is always the same. */
export async function runShapes({
  inputs,
  seed,
  onProgress,
}: ShapesOptions): Promise<ShapesSummary> {
  const from = performance.now();
  const kinds = { same: 0, asked: 0, refused: 0, other: 0 };
  const violations: string[] = [];
  for (let number = 0; number < inputs; number++) {
    const outcome = await tryShape(seed, number);
    kinds[outcome.kind]++;
    if (!outcome.isRight) violations.push(`variant ${number}, ${describeOutcome(outcome)}`);
    onProgress(number + 1);
  }
  return {
    ...{ inputs, seed, seconds: Math.round((performance.now() - from) / 1000), kinds },
    ...{ violationCount: violations.length, violations: violations.slice(0, 20) },
  };
}

function describeOutcome({ entry, file, kind, detail }: ShapeOutcome): string {
  return `${entry.program} (${entry.shape}), ${file.name}: ${kind}: ${detail}`;
}
