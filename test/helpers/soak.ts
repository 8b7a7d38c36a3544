/** How much a long-running test does: all of it in its own script, a short form among the other tests. */
export const isLong = ['test:soak', 'test:cluster'].includes(process.env.npm_lifecycle_event ?? '');

export const runs = ({ short, long }: { short: number; long: number }): number => (isLong ? long : short);

/** Says what was measured, where nothing is asserted of it. */
export const report = (text: string): void => void process.stdout.write(`${text}\n`);
