import { html, nothing, type TemplateResult } from 'lit';
import { SOCKET_PATH, type ServerNews } from '../src/protocol.js';
import { createActions } from './client/actions.js';
import { lostView } from './client/last-view.js';
import { SandboxSocket } from './client/socket.js';
import { isLight, startTheme, toggleTheme } from './client/theme.js';
import { INITIAL_STATE, reduce, type PageEvent, type PageState } from './logic/state.js';
import { channelHeader, sandboxBanner, troubleBanner } from './views/channel-header.js';
import { icons } from './views/icons.js';
import { LightElement } from './views/light-element.js';
import './views/message-list.js';
import type { PageActions } from './views/page-actions.js';
import { addressOf } from './views/place.js';
import { serverRail, sideBar } from './views/side-bar.js';
import './views/file-offer.js';
import './views/form-dialog.js';
import './views/sandbox-composer.js';

/** The whole page. */
export class OvertoneSandbox extends LightElement {
  static override properties = {
    state: { state: true },
    offered: { state: true },
    isDropTarget: { state: true },
  };
  declare private state: PageState;
  /** The file of which it is asked what to do with it. */
  declare private offered: File | undefined;
  declare private isDropTarget: boolean;
  private readonly socket: SandboxSocket;
  private readonly actions: PageActions;

  constructor() {
    super();
    this.state = INITIAL_STATE;
    this.isDropTarget = false;
    startTheme(() => {
      this.requestUpdate();
    });
    this.socket = new SandboxSocket(() => new WebSocket(socketAddress()), {
      onNews: (news) => {
        this.hear(news);
      },
      onLink: (link) => {
        this.change({ type: 'link', link });
      },
    });
    this.actions = createActions({
      socket: this.socket,
      state: () => this.state,
      change: (event) => {
        this.change(event);
      },
      offer: (file) => {
        this.offered = file;
      },
    });
  }

  protected override render(): TemplateResult {
    const { state, actions } = this;
    const { sandbox, link } = state;
    const isReady = link === 'open' && sandbox !== undefined;
    return html`
      ${sandbox ? serverRail(sandbox, actions) : html`<div class="rail"></div>`}
      ${sandbox ? sideBar(sandbox, actions) : html`<div class="side"></div>`}
      <main
        class="chat"
        @dragover=${this.dragOver}
        @dragleave=${this.dragLeave}
        @drop=${this.drop}
        @begin-command=${this.beginCommand}
      >
        ${channelHeader(sandbox, link, { isLight: isLight(), toggle: this.toggleTheme })} ${sandboxBanner()}
        ${troubleBanner(state)}
        <message-list .state=${state} .actions=${actions} .isReady=${isReady}></message-list>
        ${
          sandbox
            ? html`<sandbox-composer
                .address=${addressOf(sandbox)}
                .commands=${sandbox.commands}
                .users=${sandbox.users}
                .isReady=${isReady}
                .actions=${actions}
              ></sandbox-composer>`
            : nothing
        }
        ${
          this.isDropTarget
            ? html`<div class="drop-target" aria-hidden="true">${icons.file} Drop to upload to Overtone</div>`
            : nothing
        }
        ${this.offered ? this.offerView(this.offered) : nothing} ${this.formView()}
      </main>
    `;
  }

  private offerView(file: File): TemplateResult {
    const commands = this.state.sandbox?.commands ?? [];
    const takesFile = (wanted: string) =>
      commands.find(({ name, options }) => name === wanted && options?.some(({ type }) => type === 11));
    const command = takesFile('upload') ?? takesFile('detect');
    const option = command?.options?.find(({ type }) => type === 11);
    return html`<file-offer
      .file=${file}
      .send=${this.actions.sendFile}
      .command=${command?.name}
      .use=${() => {
        if (!command || !option) return;
        this.querySelector('sandbox-composer')?.startCommand(command, {
          [option.name]: { type: 'file', file },
        });
      }}
      .leave=${() => {
        this.offered = undefined;
      }}
    ></file-offer>`;
  }

  private formView(): unknown {
    const { form: open, pending } = this.state;
    if (!open) return nothing;
    return html`<form-dialog
      .form=${open.form}
      .reason=${open.reason}
      .isSent=${pending.some(({ type }) => type === 'submit')}
      .submit=${(texts: Readonly<Record<string, string>>) => {
        this.actions.submitForm(open.form.id, texts);
      }}
      .leave=${this.actions.closeForm}
    ></form-dialog>`;
  }

  private readonly beginCommand = ({ detail: name }: CustomEvent<string>): void => {
    const command = this.state.sandbox?.commands.find((each) => each.type === 1 && each.name === name);
    if (command) this.querySelector('sandbox-composer')?.startCommand(command);
  };

  private hear(news: ServerNews): void {
    this.change(news);
    if (news.type !== 'state') return;
    // A new connection begins at the server's own choice of view.
    const view = lostView(news);
    if (view) this.socket.send({ type: 'view', ...view });
  }

  private change(event: PageEvent): void {
    this.state = reduce(this.state, event);
  }

  private readonly toggleTheme = (): void => {
    toggleTheme();
    this.requestUpdate();
  };

  private readonly dragOver = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.isDropTarget = true;
  };

  private readonly dragLeave = (event: DragEvent): void => {
    const to = event.relatedTarget;
    if (!(to instanceof Node && (event.currentTarget as Node).contains(to))) this.isDropTarget = false;
  };

  private readonly drop = (event: DragEvent): void => {
    this.isDropTarget = false;
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    this.actions.offerFile(file);
  };
}

function socketAddress(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${SOCKET_PATH}`;
}

customElements.define('overtone-sandbox', OvertoneSandbox);
