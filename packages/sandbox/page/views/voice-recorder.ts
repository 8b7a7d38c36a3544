import { html, type TemplateResult } from 'lit';
import { formatClock } from '../logic/figures.js';
import { Recorder, type Recording } from '../client/recorder.js';
import { icons } from './icons.js';
import { LightElement } from './light-element.js';
import { levelsView } from './waveform-view.js';

const BARS = 60;
const REDRAW_MS = 100;
/** Shorter recordings are slips of the finger, in seconds. */
const SHORTEST_SEC = 0.3;

/** The recorder, in the composer's place while a voice message is recorded; begins at once. */
export class VoiceRecorder extends LightElement {
  static override properties = {
    send: { attribute: false },
    leave: { attribute: false },
    fail: { attribute: false },
    recorder: { state: true },
  };
  declare send: (recording: Recording) => void;
  /** Called when the recording is over, sent or not. */
  declare leave: () => void;
  declare fail: (reason: string) => void;
  declare private recorder: Recorder | undefined;
  private redrawing: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.redrawing);
    this.recorder?.cancel();
  }

  protected override render(): TemplateResult {
    const { recorder } = this;
    const levels = recorder?.levels.slice(-BARS) ?? [];
    const shown = [...Array.from({ length: BARS - levels.length }, () => 0), ...levels.map(loudness)];
    return html`
      <div class="recorder" role="group" aria-label="Voice message" @keydown=${this.onKey}>
        <button type="button" class="icon-button danger" aria-label="Cancel recording" @click=${this.cancel}>
          ${icons.bin}
        </button>
        <span class="recording-dot" aria-hidden="true"></span>
        <span class="clock" role="timer">${formatClock(recorder?.elapsedSec ?? 0)}</span>
        ${levelsView(shown, 1)}
        <span class="hidden" role="status">${recorder ? 'Recording' : 'Waiting for the microphone'}</span>
        <button
          type="button"
          class="icon-button send"
          aria-label="Send voice message"
          ?disabled=${recorder === undefined}
          @click=${this.finish}
        >
          ${icons.send}
        </button>
      </div>
    `;
  }

  private async start(): Promise<void> {
    let recorder: Recorder;
    try {
      recorder = await Recorder.start();
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error));
      this.leave();
      return;
    }
    if (!this.isConnected) {
      recorder.cancel();
      return;
    }
    this.recorder = recorder;
    this.redrawing = setInterval(() => {
      this.requestUpdate();
    }, REDRAW_MS);
    await this.updateComplete;
    this.querySelector<HTMLElement>('.send')?.focus();
  }

  private readonly finish = async (): Promise<void> => {
    const { recorder } = this;
    if (!recorder) return;
    if (recorder.elapsedSec < SHORTEST_SEC) {
      this.fail('The recording is too short.');
      this.cancel();
      return;
    }
    clearInterval(this.redrawing);
    this.recorder = undefined;
    this.send(await recorder.finish());
    this.leave();
  };

  private readonly cancel = (): void => {
    this.recorder?.cancel();
    this.recorder = undefined;
    this.leave();
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.cancel();
  };
}

/** A peak as it is heard, more or less: speech is seldom above a third of full scale. */
const loudness = (peak: number) => Math.min(1, Math.sqrt(peak));

customElements.define('voice-recorder', VoiceRecorder);
