import { computeQuantile } from '../metrics/statistics';
import { drawConfiguration } from './draw-configuration';
import { reduction, type SearchRequest, type SearchTry, sharesOf } from './search';

/** A training to come. */
export interface PlannedTry {
  readonly configuration: number;
  readonly rung: number;
}

/** A search ends after so many trainings, and after so many of which each has failed. */
const maxTries = 500;
const maxFailures = 10;

/**
 * Returns the next training of a search, of which `tries` are finished after `seconds`; undefined where it has ended. It
 * depends on nothing else, so a search that was stopped goes on as if it had not been.
 *
 * Of three configurations of a rung, the best one is tried on three times the bars; where that is done, a new one is
 * drawn. What is left at the end goes to the best one. What a training takes is expected from those of
 * the same configuration, else of the same kind, in proportion to its bars. Each is begun only if it is expected to end within the budget.
 *
 * Li et al. (2020), "A System for Massively Parallel Hyperparameter Tuning" (asynchronous successive halving); Jamieson and
 * Talwalkar (2016), "Non-stochastic Best Arm Identification and Hyperparameter Optimization".
 */
export function planNext(
  request: SearchRequest,
  tries: readonly SearchTry[],
  seconds: number,
): PlannedTry | undefined {
  const top = sharesOf(request).length - 1;
  if (request.configurations !== undefined) {
    const next = request.configurations.find((at) => !isTried(tries, at, top));
    return next === undefined ? undefined : { configuration: next, rung: top };
  }
  if (tries.length >= maxTries || seconds >= request.budgetSeconds) return undefined;
  if (tries.length >= maxFailures && findWinner(tries) === undefined) return undefined;
  const left = request.budgetSeconds - seconds;
  const costOf = (planned: PlannedTry): number => expectSeconds(request, tries, planned);
  for (let rung = top - 1; rung >= 0; rung--) {
    const done = rankRung(tries, rung);
    const above = rankRung(tries, rung + 1).length;
    if (above >= Math.floor(done.length / reduction)) continue;
    const next = done.find((one) => !isTried(tries, one.configuration, rung + 1));
    const planned = next && { configuration: next.configuration, rung: rung + 1 };
    if (planned !== undefined && costOf(planned) <= left) return planned;
  }
  const drawn = { configuration: countConfigurations(tries), rung: 0 };
  const winner = findWinner(tries);
  if (winner !== undefined && winner.rung < top) {
    const further = { configuration: winner.configuration, rung: winner.rung + 1 };
    const isLast = left - costOf(drawn) < costOf(further);
    if (isLast && rankRung(tries, winner.rung).length > 1 && costOf(further) <= left)
      return further;
  }
  return costOf(drawn) <= left ? drawn : undefined;
}

/** Returns the best try of the highest rung that any reached; undefined where all failed. */
export function findWinner(tries: readonly SearchTry[]): SearchTry | undefined {
  const known = tries.filter(({ score }) => !Number.isNaN(score));
  return rankRung(known, Math.max(0, ...known.map(({ rung }) => rung)))[0];
}

/** The tries of a rung that did not fail, the best one first; of equals the first. */
function rankRung(tries: readonly SearchTry[], rung: number): readonly SearchTry[] {
  return tries
    .filter((one) => one.rung === rung && !Number.isNaN(one.score))
    .sort((a, b) => b.score - a.score);
}

function isTried(tries: readonly SearchTry[], configuration: number, rung: number): boolean {
  return tries.some((one) => one.configuration === configuration && one.rung === rung);
}

function countConfigurations(tries: readonly SearchTry[]): number {
  return tries.reduce((count, { configuration }) => Math.max(count, configuration + 1), 0);
}

/** Seconds that a training is expected to take: 0 while nothing is known. */
function expectSeconds(
  request: SearchRequest,
  tries: readonly SearchTry[],
  { configuration, rung }: PlannedTry,
): number {
  const shares = sharesOf(request);
  const kindOf = (at: number): string => drawConfiguration(request, at).spec.kind;
  // What failed did so before it trained.
  const known = tries.filter(({ score }) => !Number.isNaN(score));
  if (known.length === 0) return 0;
  const own = known.filter((one) => one.configuration === configuration);
  const kind = kindOf(configuration);
  const alike = own.length > 0 ? own : known.filter((one) => kindOf(one.configuration) === kind);
  const like = alike.length > 0 ? alike : known;
  return (
    shares[rung] *
    computeQuantile(
      like.map((one) => one.seconds / shares[one.rung]),
      0.5,
    )
  );
}
