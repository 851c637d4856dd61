import fc from 'fast-check';
import { isLong } from './long';

// The same inputs in each run of `npm test`, so that what fails there is of the change; `npm run verify:long` draws others each time.
if (!isLong) fc.configureGlobal({ seed: 1 });
