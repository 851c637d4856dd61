import type { DecideByRule } from '../../workers/api/session';

/** For settings without a rule of one's own: nobody may ask. */
export const decideNothing: DecideByRule = () =>
  Promise.reject(new Error('there is no rule to decide by'));
