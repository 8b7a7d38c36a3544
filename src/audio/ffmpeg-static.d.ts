/** ffmpeg-static is installed only where its download can be reached. Its own types may be absent; this is what is used. */
declare module 'ffmpeg-static' {
  /** Path of the binary, which may not be there; `null` on a platform without one. */
  const path: string | null;
  export default path;
}
