/** One request of the bot and how it was answered. */
export interface ApiCall {
  method: string;
  /** Below `/api/v10`, without the query. */
  path: string;
  /** The route, as in the OpenAPI description; undefined where there is none. */
  route: string | undefined;
  payload: unknown;
  fileNames: string[];
  status: number;
  /** Discord's code of the error, where it was one. */
  errorCode: number | undefined;
  /** Milliseconds since the Unix epoch. */
  at: number;
}

/** A body that breaks Discord's description or the limits that it publishes. */
export interface Violation {
  method: string;
  path: string;
  /** Where in the body, what is wrong there, and Discord's code, or `OPENAPI_MISMATCH`. */
  faults: { path: string; code: string; message: string }[];
}

export class ApiCallLog {
  readonly calls: ApiCall[] = [];

  /** @param keep - Calls that are kept; beyond them, the oldest go. */
  constructor(private readonly keep: number) {}

  add(call: ApiCall): void {
    this.calls.push(call);
    if (this.calls.length > this.keep) this.calls.shift();
  }

  /** The requests that answered one interaction: its callback, and what went to its webhook. */
  ofToken(token: string): ApiCall[] {
    return this.calls.filter(({ path }) => path.split('/').includes(token));
  }
}
