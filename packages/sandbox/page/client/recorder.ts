/** Best first: Discord's own format, then what Chromium offers, then Safari's. */
const FORMATS = [
  { type: 'audio/ogg;codecs=opus', ending: 'ogg' },
  { type: 'audio/webm;codecs=opus', ending: 'webm' },
  { type: 'audio/mp4', ending: 'm4a' },
] as const;

/** How often the level is taken, in milliseconds. */
const LEVEL_MS = 50;

/** What was recorded. */
export interface Recording {
  sound: Blob;
  fileName: string;
  /** Seconds. */
  durationSec: number;
  /** Peaks in order of time, each within [0, 1]. */
  levels: readonly number[];
}

/** Records the microphone, until it is finished or cancelled. */
export class Recorder {
  readonly levels: number[] = [];
  private readonly startedAt = performance.now();
  private readonly pieces: Blob[] = [];
  private readonly measuring: ReturnType<typeof setInterval>;

  private constructor(
    private readonly stream: MediaStream,
    private readonly recorder: MediaRecorder,
    private readonly context: AudioContext,
    private readonly ending: string,
  ) {
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.measuring = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      this.levels.push(samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0));
    }, LEVEL_MS);
    recorder.addEventListener('dataavailable', ({ data }) => this.pieces.push(data));
    recorder.start();
  }

  /**
   * Asks for the microphone and begins.
   *
   * @throws {Error} if there is none or it may not be used; its message is for people.
   */
  static async start(): Promise<Recorder> {
    const format = FORMATS.find(({ type }) => MediaRecorder.isTypeSupported(type));
    if (!format) throw new Error('This browser cannot record sound.');
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (error) {
      const isDenied = error instanceof DOMException && error.name === 'NotAllowedError';
      throw new Error(
        isDenied ? 'The browser does not allow the microphone.' : 'There is no microphone to record with.',
        { cause: error },
      );
    }
    const recorder = new MediaRecorder(stream, { mimeType: format.type });
    return new Recorder(stream, recorder, new AudioContext(), format.ending);
  }

  /** Seconds since the beginning. */
  get elapsedSec(): number {
    return (performance.now() - this.startedAt) / 1000;
  }

  /** Ends the recording. */
  async finish(): Promise<Recording> {
    const durationSec = this.elapsedSec;
    const stopped = new Promise((resolve) => {
      this.recorder.addEventListener('stop', resolve, { once: true });
    });
    this.recorder.stop();
    await stopped;
    this.release();
    const type = this.recorder.mimeType.split(';')[0]!;
    return {
      sound: new Blob(this.pieces, { type }),
      fileName: `voice-message.${this.ending}`,
      durationSec,
      levels: this.levels,
    };
  }

  /** Ends the recording and forgets it. */
  cancel(): void {
    if (this.recorder.state !== 'inactive') this.recorder.stop();
    this.release();
  }

  private release(): void {
    clearInterval(this.measuring);
    for (const track of this.stream.getTracks()) track.stop();
    if (this.context.state !== 'closed') void this.context.close();
  }
}
