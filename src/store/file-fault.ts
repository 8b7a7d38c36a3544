/** Whether the file system says that something is not there. */
export const isNotFound = (error: unknown) => hasCode(error, 'ENOENT');

export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
