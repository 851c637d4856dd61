import type { DatasetInfo } from '../core/library';
import { describeSettings } from '../core/trading/settings-link';
import { suitSettings } from '../core/trading/settings';
import { canTrainAgain } from '../core/training';
import type { AppState } from './app-state.svelte';
import { choicesOfModel, describeTraining } from './training-link';

/** An address that another person can open, and what it cannot bring along. */
interface SharedLink {
  readonly url: string;
  /** For whoever shares it; undefined where it brings all. */
  readonly caution: string | undefined;
}

/**
 * Returns an address that brings a configuration to any browser: how a model is trained (that of the model in use where `ofModel`, else the
 * choices of the Train view), how it is traded, and where its bars come from: `?data=` names the files that they were fetched from, and a
 * sample market is made again. It carries no data and no model.
 */
export function describeShare(app: AppState, page: string, ofModel: boolean): SharedLink {
  const { library, training, simulation } = app;
  const { dataset, model } = library;
  const isOfModel = ofModel && model !== undefined && canTrainAgain(model);
  const trained = isOfModel ? choicesOfModel(model) : training.usableChoices;
  const subject = dataset ?? {};
  const pairs = [
    ...nameSample(dataset),
    ...describeTraining(trained),
    ...(dataset === undefined
      ? []
      : describeSettings(
          simulation.choices.settingsFor(dataset, model),
          suitSettings(subject, model),
        )),
  ];
  const { origin, pathname } = new URL(page);
  const urls = listUrls(dataset);
  const data = urls.map((url) => `data=${encodeURIComponent(url)}`).join('&');
  const said = pairs.map(([name, value]) => `${name}=${escapeValue(value)}`).join('&');
  const view = ofModel ? 'simulate' : 'train';
  const hasBars = urls.length > 0 || dataset?.sample !== undefined;
  return {
    url: `${origin}${pathname}${data === '' ? '' : `?${data}`}#/${view}${said === '' ? '' : `?${said}`}`,
    caution: hasBars
      ? undefined
      : 'It brings no bars: put files where they can be fetched, and name them after ?data=, or send them along.',
  };
}

/** A comma needs no escape in a hash, and reads better. */
export function escapeValue(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD')).replaceAll('%2C', ',');
}

/** Where all files of a dataset were fetched from; none where one was not. */
function listUrls(dataset: DatasetInfo | undefined): readonly string[] {
  const urls = dataset?.sources.map(({ url }) => url) ?? [];
  const isKnown = urls.length > 0 && urls.every((url) => url !== undefined && /^https?:/.test(url));
  return isKnown ? [...new Set(urls.flatMap((url) => url ?? []))] : [];
}

function nameSample(dataset: DatasetInfo | undefined): readonly (readonly [string, string])[] {
  const sample = dataset?.sample;
  return sample === undefined ? [] : [['sample', `${sample.kind}.${sample.seed}`]];
}
