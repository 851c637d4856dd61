import type { EpochMs } from '../bars/bars';
import type { PairedSample } from './model-comparison';
import type { PaperRun } from './portfolio/paper-run';

/** What an account's journal says of its model. */
export type AnswerRecord = Pick<PaperRun, 'time' | 'close' | 'probability'>;

export interface PairOptions {
  readonly intervalMs: number;
  readonly horizonBars: number;
  /** Bars that opened before are left out, as those that a model was made with. */
  readonly liveFrom: EpochMs;
}

/**
 * Returns what both accounts' models said of the bars that both traded and whose label is known: 1 where the close
 * `horizonBars` later is higher, by the champion's journal, which must have every bar up to there. All of the
 * journals, not of one connection.
 */
export function pairAnswers(
  champion: AnswerRecord,
  challenger: AnswerRecord,
  { intervalMs, horizonBars, liveFrom }: PairOptions,
): PairedSample {
  const { time, close, probability } = champion;
  const labels: number[] = [];
  const ofChampion: number[] = [];
  const ofChallenger: number[] = [];
  for (let bar = 0, other = 0; bar + horizonBars < time.length; bar++) {
    while (challenger.time[other] < time[bar]) other++;
    if (challenger.time[other] !== time[bar] || time[bar] < liveFrom) continue;
    const end = bar + horizonBars;
    // Times ascend by whole intervals, so that there is no gap between.
    if (time[end] - time[bar] !== horizonBars * intervalMs) continue;
    const said = challenger.probability[other];
    const sum = close[bar] + close[end] + probability[bar] + said;
    if (Number.isNaN(sum)) continue;
    labels.push(Number(close[end] > close[bar]));
    ofChampion.push(probability[bar]);
    ofChallenger.push(said);
  }
  return {
    labels: Uint8Array.from(labels),
    champion: Float64Array.from(ofChampion),
    challenger: Float64Array.from(ofChallenger),
  };
}
