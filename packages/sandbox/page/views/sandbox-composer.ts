import { html, type TemplateResult } from 'lit';
import type { SandboxCommand, SandboxUser } from '../../src/protocol.js';
import { startDraft, type CommandDraft, type DraftValue } from '../logic/command-draft.js';
import { LightElement } from './light-element.js';
import type { PageActions } from './page-actions.js';
import './command-form.js';
import './message-field.js';
import './voice-recorder.js';

/** The bottom of the chat: a text, a command that is filled in, or a recording. */
export class SandboxComposer extends LightElement {
  static override properties = {
    address: { attribute: false },
    commands: { attribute: false },
    users: { attribute: false },
    isReady: { attribute: false },
    actions: { attribute: false },
    draft: { state: true },
    isRecording: { state: true },
  };
  /** Where it is written to, as Discord shows it: `#reading-aloud`. */
  declare address: string;
  declare commands: readonly SandboxCommand[];
  declare users: readonly SandboxUser[];
  declare isReady: boolean;
  declare actions: PageActions;
  declare private draft: CommandDraft | undefined;
  declare private isRecording: boolean;

  constructor() {
    super();
    this.isRecording = false;
  }

  /** Begins a command, with what is given filled in. */
  startCommand(command: SandboxCommand, given?: Readonly<Record<string, DraftValue>>): void {
    this.isRecording = false;
    this.draft = startDraft(command, given);
  }

  protected override render(): TemplateResult {
    return html`<div class="composer">${this.content()}</div>`;
  }

  private content(): TemplateResult {
    const { draft, actions } = this;
    if (this.isRecording) {
      return html`<voice-recorder
        .send=${actions.sendVoice}
        .leave=${this.leave}
        .fail=${(reason: string) => {
          actions.complain('Voice message', reason);
        }}
      ></voice-recorder>`;
    }
    if (draft) {
      return html`<command-form
        .draft=${draft}
        .users=${this.users}
        .suggest=${actions.suggest}
        .onChange=${(changed: CommandDraft) => {
          this.draft = changed;
        }}
        .onSend=${(ready: CommandDraft) => {
          actions.runCommand(ready);
          void this.leave();
        }}
        .onLeave=${this.leave}
      ></command-form>`;
    }
    return html`<message-field
      .placeholder=${`Message ${this.address}`}
      .commands=${this.commands}
      .isReady=${this.isReady}
      .onText=${actions.sendText}
      .onFile=${actions.offerFile}
      .onCommand=${(command: SandboxCommand) => {
        // A command without required options is sent at once only on Enter: it may take others.
        this.startCommand(command);
      }}
      .onRecord=${() => {
        this.isRecording = true;
      }}
    ></message-field>`;
  }

  private readonly leave = async (): Promise<void> => {
    this.draft = undefined;
    this.isRecording = false;
    await this.updateComplete;
    this.querySelector('message-field')?.focus();
  };
}

customElements.define('sandbox-composer', SandboxComposer);

declare global {
  interface HTMLElementTagNameMap {
    'message-field': HTMLElement;
    'sandbox-composer': SandboxComposer;
  }
}
