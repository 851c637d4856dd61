import { Persisted } from './persisted.svelte';

export type Theme = 'dark' | 'light';
export type Palette = 'default' | 'safe';

interface Look {
  readonly theme: Theme;
  readonly palette: Palette;
}

/** Theme and colour pair; shown by `data-theme` and `data-palette` on the document. */
export class Appearance {
  readonly #look = new Persisted<Look>(
    'appearance',
    {
      theme: matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark',
      palette: 'default',
    },
    parseLook,
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

function parseLook(stored: unknown): Look | undefined {
  const { theme, palette } = stored as Partial<Look>;
  if (theme !== 'dark' && theme !== 'light') return undefined;
  return { theme, palette: palette === 'safe' ? 'safe' : 'default' };
}
