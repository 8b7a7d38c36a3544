import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

export interface Receiver {
  dispatcher: Dispatcher;
  signal: AbortSignal;
  /** Throws to refuse the body. */
  onHead: (statusCode: number, headers: IncomingHttpHeaders) => void;
  /** Throws to refuse the rest. */
  onChunk: (chunk: Buffer) => void;
}

/**
 * Requests an address, once and without redirects, and hands on the body as it comes in.
 *
 * The sender is never made to wait: if it were, undici 7 would end our process with an uncatchable assertion as soon
 * as a server closes its connection meanwhile (nodejs/undici issue 5360, mended in 8 alone). So `onChunk` has to
 * set a bound to what may pile up.
 *
 * @throws what `onHead` or `onChunk` throws; the signal's reason; undici's errors.
 */
export function receive(url: URL, { dispatcher, signal, onHead, onChunk }: Receiver): Promise<void> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let settled = false;
    const settle = (): void => {
      settled = true;
      signal.removeEventListener('abort', onAbort);
    };
    const stop = (thrown: unknown): void => {
      if (settled) return;
      settle();
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- A signal's reason can be anything.
      reject(thrown);
      controller?.abort(new Error('refused', { cause: thrown }));
    };
    const onAbort = (): void => {
      stop(signal.reason);
    };
    const orStop = (work: () => void): void => {
      try {
        work();
      } catch (error) {
        stop(error);
      }
    };

    signal.addEventListener('abort', onAbort, { once: true });
    orStop(() => {
      signal.throwIfAborted();
      dispatcher.dispatch(
        {
          origin: url.origin,
          path: url.pathname + url.search,
          method: 'GET',
          headers: { 'accept-encoding': 'identity', 'user-agent': 'Overtone' },
          // The connection is not kept, so there is nothing to close later.
          reset: true,
        },
        {
          onRequestStart(started) {
            controller = started;
            // Too late for `stop` to have had a controller: it was connecting still.
            if (settled) started.abort(new Error('refused'));
          },
          onResponseStart(_controller, statusCode, headers) {
            // Below 200 it is no answer yet.
            if (statusCode >= 200) {
              orStop(() => {
                onHead(statusCode, headers);
              });
            }
          },
          onResponseData(_controller, chunk) {
            orStop(() => {
              onChunk(chunk);
            });
          },
          onResponseEnd() {
            settle();
            resolve();
          },
          onResponseError(_controller, error) {
            stop(error);
          },
        },
      );
    });
  });
}
