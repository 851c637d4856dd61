/** The project's root folder: benchmarks are bundled elsewhere, but started there. */
export const root = process.cwd();
