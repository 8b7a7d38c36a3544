/** The oldest Node.js that Overtone runs on, as package.json's `engines` has it: major and minor. */
export const OLDEST_NODE = '20.19';

/**
 * Says in a sentence that a Node.js is too old.
 *
 * @param version - Such as `18.20.8`.
 * @returns `undefined` if it is new enough.
 */
export function tooOldSentence(version: string): string | undefined {
  const [major, minor] = version.split('.').map(Number) as [number, number];
  const [oldestMajor, oldestMinor] = OLDEST_NODE.split('.').map(Number) as [number, number];
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `Overtone needs Node.js ${OLDEST_NODE} or newer, and this is ${version}. Get one from https://nodejs.org.`;
}
