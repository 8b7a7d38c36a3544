import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  /** Sets how much is done; the bar shows the time left. */
  update: (done: number) => void;
  stop: () => void;
}

/** A progress bar on standard error; plain lines where that is no terminal. */
export function createProgress(title: string, total: number): Progress {
  const bar = new SingleBar(
    {
      format: `${title} [{bar}] {value}/{total}, {eta_formatted} left`,
      stream: process.stderr,
      noTTYOutput: true,
      notTTYSchedule: 15_000,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return {
    update: (done) => {
      bar.update(done);
    },
    stop: () => {
      bar.stop();
    },
  };
}
