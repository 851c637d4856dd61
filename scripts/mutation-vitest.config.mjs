import config from '../vitest.config';

/** How `npm run mutation` runs tests of the core: as `npm test` does, but without kernels and components, which they do not need. */
export default { ...config, plugins: [] };
