import { html, svg, type TemplateResult } from 'lit';
import { decodeWaveform, resample } from '../logic/waveform.js';

const HEIGHT = 32;
const PITCH = 4;

/**
 * A waveform as bars. Decoration.
 *
 * @param played - Share that has been played, within [0, 1].
 */
export function waveformView(waveform: string, bars: number, played: number): TemplateResult {
  return levelsView(resample(decodeWaveform(waveform), bars), played);
}

/** Levels within [0, 1] as bars. */
export function levelsView(levels: readonly number[], played: number): TemplateResult {
  return html`
    <svg
      class="waveform"
      viewBox="0 0 ${levels.length * PITCH} ${HEIGHT}"
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      ${levels.map((level, i) => barView(level, i, i < played * levels.length))}
    </svg>
  `;
}

function barView(level: number, i: number, isPlayed: boolean) {
  const height = Math.max(3, level * HEIGHT);
  return svg`<rect class=${isPlayed ? 'played' : ''} x=${i * PITCH + 1} y=${(HEIGHT - height) / 2}
    width="2" height=${height} rx="1" />`;
}
