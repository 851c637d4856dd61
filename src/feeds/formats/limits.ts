/** The most bytes that one array can hold in every browser. */
export const maxFileBytes = 2e9;

/** Bytes that a file, or all files of an archive, may unpack to: more than ten years of minutes. */
export const maxUnpackedBytes = 2e9;

/** Rows of one table: ninety years of minutes. */
export const maxRows = 50e6;

/** A size for people. */
export function formatMegabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
