/** Whether this is `npm run test:soak` rather than `npm test`. */
export const IS_LONG = process.env.SOAK === 'long';

/** How often to try, by the length of the run. */
export const runs = (count: { short: number; long: number }) => (IS_LONG ? count.long : count.short);
