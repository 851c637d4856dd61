import * as v from 'valibot';
import { Persisted } from './persisted.svelte';

const appearanceSchema = v.object({
  theme: v.picklist(['dark', 'light']),
  palette: v.fallback(v.picklist(['default', 'safe']), 'default'),
});

type AppearanceChoice = v.InferOutput<typeof appearanceSchema>;
export type Theme = AppearanceChoice['theme'];
export type Palette = AppearanceChoice['palette'];

/** Theme and colour pair; shown by `data-theme` and `data-palette` on the document. */
export class Appearance {
  readonly #chosen = new Persisted<AppearanceChoice>(
    'appearance',
    {
      theme: matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark',
      palette: 'default',
    },
    appearanceSchema,
  );

  constructor() {
    this.#show();
  }

  get theme(): Theme {
    return this.#chosen.current.theme;
  }

  set theme(theme: Theme) {
    this.#chosen.current = { ...this.#chosen.current, theme };
    this.#show();
  }

  get palette(): Palette {
    return this.#chosen.current.palette;
  }

  set palette(palette: Palette) {
    this.#chosen.current = { ...this.#chosen.current, palette };
    this.#show();
  }

  #show(): void {
    const { dataset } = document.documentElement;
    dataset.theme = this.theme;
    dataset.palette = this.palette;
  }
}
