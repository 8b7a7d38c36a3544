/**
 * Packages that are installed only where their downloads can be reached. Their own types may be absent, so this is
 * what the code relies on.
 */

declare module 'ffmpeg-static' {
  /** Path of the binary, which may not be there; `null` on a platform without one. */
  const path: string | null;
  export default path;
}

declare module '@tensorflow/tfjs-node' {
  /** Importing it registers the backend `tensorflow`. */
  export const version: Readonly<Record<string, string>>;
}
