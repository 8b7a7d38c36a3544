/** What is used of tfjs-node, which is installed only where its download can be reached: its types may be absent. */
declare module '@tensorflow/tfjs-node' {
  /** Importing it registers the backend `tensorflow`. */
  export const version: Readonly<Record<string, string>>;
}
