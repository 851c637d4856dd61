import { DataClient } from '../client/data-client';
import { Appearance } from './appearance.svelte';
import { LibraryState } from './library.svelte';
import { Router } from './router.svelte';
import { SimulationState } from './simulation.svelte';
import { TrainingState } from './training.svelte';

/** Everything that the page knows, made once. */
export class AppState {
  readonly router = new Router();
  readonly appearance = new Appearance();
  readonly library = new LibraryState(new DataClient());
  readonly training = new TrainingState(this.library);
  readonly simulation = new SimulationState();
}
