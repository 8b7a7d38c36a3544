/** tfjs-node is installed only where its download can be reached. Its own types may be absent; this is what is used. */
declare module '@tensorflow/tfjs-node' {
  /** Importing it registers the backend `tensorflow`. */
  export const version: Readonly<Record<string, string>>;
}
