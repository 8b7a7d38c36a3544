const CODES = /^(ECONN|EAI_|EHOST|ENET|ENOTFOUND|EPIPE|ETIMEDOUT|UND_ERR_)/;

/** Whether nobody was reached, or nobody answered in time; what Discord itself says is none. */
export function isNetworkFault(error: unknown): boolean {
  const { code = '', name } = error as { code?: unknown; name?: unknown };
  return name === 'AbortError' || CODES.test(String(code));
}
