/** Whether `npm run verify:long` runs the tests: with more seeds and rounds than people wait for. */
export const isLong = process.env.VERIFY_LONG === '1';
