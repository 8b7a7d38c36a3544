import { html, nothing, type TemplateResult } from 'lit';
import { formatDuration } from '../logic/figures.js';
import type { Sample } from '../../src/protocol.js';
import { icons } from './icons.js';
import { waveformView } from './waveform-view.js';

const BARS = 40;

/** Clips to try at once: one click sends a voice message and has the bot listen to it. */
export function sampleCards(
  samples: readonly Sample[],
  isReady: boolean,
  trySample: (sample: Sample) => void,
): TemplateResult | typeof nothing {
  if (samples.length === 0) return nothing;
  return html`
    <h3 id="samples-title">Hear a sample</h3>
    <p>One click sends it as a voice message and asks the bot for the emotion.</p>
    <ul class="samples" aria-labelledby="samples-title">
      ${samples.map(
        (sample) => html`
          <li>
            <button
              type="button"
              class="sample"
              ?disabled=${!isReady}
              @click=${() => {
                trySample(sample);
              }}
            >
              <span class="sample-title">${sample.title}</span>
              ${waveformView(sample.waveform, BARS, 1)}
              <span class="sample-foot">
                <span>${formatDuration(sample.duration)}</span>
                <span class="sample-action">${icons.send} Detect emotion</span>
              </span>
            </button>
          </li>
        `,
      )}
    </ul>
  `;
}
