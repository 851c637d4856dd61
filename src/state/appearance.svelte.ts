import * as v from 'valibot';
import { Persisted } from './persisted.svelte';

const lookSchema = v.object({
  theme: v.picklist(['dark', 'light']),
  palette: v.fallback(v.picklist(['default', 'safe']), 'default'),
});

type Look = v.InferOutput<typeof lookSchema>;
export type Theme = Look['theme'];
export type Palette = Look['palette'];

/** Theme and colour pair; shown by `data-theme` and `data-palette` on the document. */
export class Appearance {
  readonly #look = new Persisted<Look>(
    'appearance',
    {
      theme: matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark',
      palette: 'default',
    },
    lookSchema,
  );

  constructor() {
    this.#show();
  }

  get theme(): Theme {
    return this.#look.current.theme;
  }

  set theme(theme: Theme) {
    this.#look.current = { ...this.#look.current, theme };
    this.#show();
  }

  get palette(): Palette {
    return this.#look.current.palette;
  }

  set palette(palette: Palette) {
    this.#look.current = { ...this.#look.current, palette };
    this.#show();
  }

  #show(): void {
    const { dataset } = document.documentElement;
    dataset.theme = this.theme;
    dataset.palette = this.palette;
  }
}
