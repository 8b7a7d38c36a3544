import type { APIAttachment } from 'discord.js';
import { html, type TemplateResult } from 'lit';
import { formatBytes } from '../logic/figures.js';
import { isPicture, isSoundFile } from '../logic/message-facts.js';
import { icons } from './icons.js';
import { pictureView } from './picture-view.js';
import './sound-player.js';

/** A file below a message: a picture, a player, or a link. */
export function attachmentView(attachment: APIAttachment, isVoice: boolean): TemplateResult {
  const { url, filename, description, width, height, duration_secs, waveform, size } = attachment;
  if (isVoice) {
    return html`<sound-player
      .src=${url}
      .label=${'Voice message'}
      .waveform=${waveform ?? ''}
      .knownSec=${duration_secs}
    ></sound-player>`;
  }
  if (isPicture(attachment)) {
    return pictureView({
      url,
      alt: description ?? filename,
      width: width ?? undefined,
      height: height ?? undefined,
    });
  }
  return html`
    <div class="file">
      <div class="file-head">
        <span class="file-icon">${icons.file}</span>
        <span class="file-name">${filename}<small>${formatBytes(size)}</small></span>
        <a class="icon-button" href=${url} download=${filename} aria-label=${`Download ${filename}`}>
          ${icons.download}
        </a>
      </div>
      ${
        isSoundFile(attachment)
          ? html`<sound-player
              .src=${url}
              .label=${description ?? filename}
              .knownSec=${duration_secs}
            ></sound-player>`
          : ''
      }
    </div>
  `;
}
