import { getContext, setContext } from 'svelte';

/** Saves a picture of a chart under a file name. */
type SaveImage = (image: Blob, name: string) => void;

const key = Symbol('saves pictures of charts');

/** Says how the charts in the component that is being set up save their pictures. */
export function setImageSaver(save: SaveImage): void {
  setContext(key, save);
}

/** Returns what the page has set; undefined where pictures cannot be saved. To be called while a component is set up. */
export function findImageSaver(): SaveImage | undefined {
  return getContext<SaveImage | undefined>(key);
}
