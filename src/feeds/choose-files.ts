import { isChecksumFile } from './checksum-file';
import { ImportError } from './import-error';

/** Dropped files by what they are for. */
export interface ChosenFiles {
  readonly data: readonly File[];
  readonly checksums: readonly File[];
  /** Names of files that hold no bars, as a folder has them. */
  readonly leftAside: readonly string[];
}

/** Sorts dropped files; throws `ImportError` where none of them can hold bars. */
export function chooseFiles(files: readonly File[]): ChosenFiles {
  const checksums = files.filter(isChecksumFile);
  const others = files.filter((file) => !isChecksumFile(file));
  const data = others.filter(({ name }) => !isAccompanying(name));
  const leftAside = others.filter(({ name }) => isAccompanying(name)).map(({ name }) => name);
  if (data.length > 0) return { data, checksums, leftAside };
  const found = files.length === 0 ? '' : `: ${listNames(files.map(({ name }) => name))} hold none`;
  throw new ImportError(`No file with bars was chosen${found}. Choose at least one.`);
}

/** Returns names for a message, the first few of many. */
export function listNames(names: readonly string[]): string {
  const most = 5;
  const rest = names.length > most ? ` and ${names.length - most} more` : '';
  return names.slice(0, most).join(', ') + rest;
}

/** Whether a file only comes along with data: hidden, a text for people, a program or a picture. */
function isAccompanying(name: string): boolean {
  return name.startsWith('.') || systemFiles.test(name) || otherExtensions.test(name);
}

const systemFiles = /^(thumbs\.db|desktop\.ini|(readme|licen[cs]e|changelog|notice)(\.[a-z]+)?)$/i;
const otherExtensions =
  /\.(md|rst|pdf|docx?|html?|png|jpe?g|gif|svg|webp|py|ipynb|js|ts|r|sh|bat|ya?ml|toml|ini|log)$/i;
