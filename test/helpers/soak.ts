/** How much a long-running test does: all of it under `npm run test:soak`, a short form in `npm test`. */
export const isLong = process.env.npm_lifecycle_event === 'test:soak';

export const runs = ({ short, long }: { short: number; long: number }): number => (isLong ? long : short);

/** Says what was measured, where nothing is asserted of it. */
export const report = (text: string): void => void process.stdout.write(`${text}\n`);
