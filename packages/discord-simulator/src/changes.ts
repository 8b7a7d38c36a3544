/** Tells waiting tests that something has changed, so that nothing polls. */
export class Changes {
  private readonly checks = new Set<() => void>();
  private readonly failures = new Set<(error: Error) => void>();

  /** Calls `look` after every change. @returns what ends it. */
  watch(look: () => void): () => void {
    this.checks.add(look);
    return () => void this.checks.delete(look);
  }

  /** Called after whatever a test may wait for. */
  notify(): void {
    for (const check of [...this.checks]) check();
  }

  /**
   * Resolves with the first value of `look` that is not undefined.
   *
   * @param what - Completes "waited in vain for …"; called when it fails, so that it can say how things stand.
   * @throws {Error} after `withinMs` of wall time.
   */
  until<T>(look: () => T | undefined, options: { withinMs: number; what: () => string }): Promise<T> {
    return new Promise((resolve, reject) => {
      const finish = (end: () => void) => {
        clearTimeout(timer);
        this.checks.delete(check);
        this.failures.delete(fail);
        end();
      };
      const fail = (error: Error) => {
        finish(() => {
          reject(error);
        });
      };
      const check = () => {
        try {
          const found = look();
          if (found !== undefined) {
            finish(() => {
              resolve(found);
            });
          }
        } catch (error) {
          fail(error as Error);
        }
      };
      const timer = setTimeout(() => {
        fail(new Error(`waited ${options.withinMs} ms in vain for ${options.what()}`));
      }, options.withinMs);
      this.checks.add(check);
      this.failures.add(fail);
      check();
    });
  }

  /** Ends every wait with this error. */
  abandon(error: Error): void {
    for (const fail of [...this.failures]) fail(error);
  }
}
