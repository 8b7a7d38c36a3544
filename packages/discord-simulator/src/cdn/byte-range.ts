/** Part of a file, as counted by HTTP: both ends belong to it. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * Reads a Range header of one range; players ask so to begin in the middle.
 *
 * @returns `undefined` where the whole file is meant, `unsatisfiable` where the range lies outside of it.
 */
export function parseRange(
  header: string | undefined,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (!match) return undefined;
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(size - 1, Number(to));
  return start > end || start >= size ? 'unsatisfiable' : { start, end };
}
