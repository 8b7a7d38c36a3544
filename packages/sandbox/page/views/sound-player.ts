import { html, type TemplateResult } from 'lit';
import { formatClock } from '../logic/figures.js';
import { icons } from './icons.js';
import { LightElement } from './light-element.js';
import { waveformView } from './waveform-view.js';

const BARS = 48;

/** The sound that plays: only one does at a time. */
let playing: HTMLAudioElement | undefined;

/** Plays a sound: with its waveform, as voice messages do, or with a plain bar. */
export class SoundPlayer extends LightElement {
  static override properties = {
    src: { attribute: false },
    label: { attribute: false },
    waveform: { attribute: false },
    knownSec: { attribute: false },
    positionSec: { state: true },
    lengthSec: { state: true },
    isPlaying: { state: true },
    failed: { state: true },
  };
  declare src: string;
  /** What is played, in words. */
  declare label: string;
  /** Base64; a plain bar is drawn if it is empty. */
  declare waveform: string;
  /** Seconds, where the message says so: recordings of browsers do not know their own length. */
  declare knownSec: number | undefined;
  declare private positionSec: number;
  declare private lengthSec: number;
  declare private isPlaying: boolean;
  declare private failed: boolean;

  constructor() {
    super();
    this.waveform = '';
    this.positionSec = 0;
    this.lengthSec = 0;
    this.isPlaying = false;
    this.failed = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.audio?.pause();
  }

  protected override render(): TemplateResult {
    const length = this.knownSec ?? this.lengthSec;
    const share = length > 0 ? Math.min(1, this.positionSec / length) : 0;
    const time = this.isPlaying || this.positionSec > 0 ? this.positionSec : length;
    return html`
      <div class=${this.waveform === '' ? 'player plain' : 'player voice'}>
        <button
          type="button"
          class="play"
          aria-label=${`${this.isPlaying ? 'Pause' : 'Play'} ${this.label}`}
          @click=${this.toggle}
        >
          ${this.isPlaying ? icons.pause : icons.play}
        </button>
        <div class="track">
          ${this.waveform === '' ? '' : waveformView(this.waveform, BARS, share)}
          <input
            type="range"
            min="0"
            max=${Math.max(length, 0.1)}
            step="0.1"
            .value=${String(this.positionSec)}
            style="--played: ${share * 100}%"
            aria-label=${`Position in ${this.label}`}
            aria-valuetext=${`${formatClock(this.positionSec)} of ${formatClock(length)}`}
            @input=${this.seek}
          />
        </div>
        <span class="clock">${this.failed ? 'Cannot be played' : formatClock(time)}</span>
        <audio
          preload="metadata"
          src=${this.src}
          @loadedmetadata=${this.measure}
          @durationchange=${this.measure}
          @timeupdate=${this.follow}
          @play=${this.begin}
          @pause=${this.rest}
          @ended=${this.rewind}
          @error=${this.fail}
        ></audio>
      </div>
    `;
  }

  private get audio(): HTMLAudioElement | null {
    return this.querySelector('audio');
  }

  private readonly toggle = (): void => {
    const { audio } = this;
    if (audio?.paused) audio.play().catch(() => (this.failed = true));
    else audio?.pause();
  };

  private readonly seek = (event: Event): void => {
    this.positionSec = Number((event.target as HTMLInputElement).value);
    if (this.audio) this.audio.currentTime = this.positionSec;
  };

  private readonly measure = (): void => {
    const seconds = this.audio?.duration ?? 0;
    if (Number.isFinite(seconds)) this.lengthSec = seconds;
  };

  private readonly follow = (): void => {
    this.positionSec = this.audio?.currentTime ?? 0;
  };

  private readonly begin = (): void => {
    if (playing !== this.audio) playing?.pause();
    playing = this.audio ?? undefined;
    this.isPlaying = true;
  };

  private readonly rest = (): void => {
    this.isPlaying = false;
  };

  private readonly rewind = (): void => {
    this.isPlaying = false;
    this.positionSec = 0;
  };

  private readonly fail = (): void => {
    this.failed = true;
  };
}

customElements.define('sound-player', SoundPlayer);
