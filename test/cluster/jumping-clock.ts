/** How far a clock jumps, in milliseconds. */
export const JUMP_MS = 3_600_000;

const CODE = `
  const Right = Date;
  const offsets = [0, ${JUMP_MS}, 0, -${JUMP_MS}];
  let at = 0;
  const now = () => Right.now() + offsets[at % offsets.length];
  globalThis.Date = class Date extends Right {
    static now() { return now(); }
    constructor(...given) { given.length === 0 ? super(now()) : super(...given); }
  };
  process.on('SIGUSR2', () => { at += 1; });
`;

/**
 * Environment of a program of Node.js whose clock goes wrong at SIGUSR2, and is put right at the next one: an hour ahead
 * the first time, an hour behind the second, and so on.
 */
export const jumpingClock = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(CODE)}`,
};
