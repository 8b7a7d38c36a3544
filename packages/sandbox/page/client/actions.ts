import { formatBytes } from '../logic/figures.js';
import { SAMPLES_PATH, type Sample } from '../../src/protocol.js';
import { filesOf, toInputs, type CommandDraft } from '../logic/command-draft.js';
import { isMessageMenu } from '../logic/command-search.js';
import { isVoiceMessage } from '../logic/message-facts.js';
import type { PageEvent, PageState } from '../logic/state.js';
import { encodeWaveform } from '../logic/waveform.js';
import type { PageActions } from '../views/page-actions.js';
import { leaveFile, type VoiceFacts } from './files.js';
import { rememberView } from './last-view.js';
import type { NumberedAction, SandboxSocket } from './socket.js';

/** How long a message that was sent may take to appear, in milliseconds. */
const APPEARS_WITHIN_MS = 10_000;

/** What the actions work on. */
export interface ActionParts {
  socket: SandboxSocket;
  state: () => PageState;
  change: (event: PageEvent) => void;
  /** Asks what to do with a file. */
  offer: (file: File) => void;
}

/** The page's actions over a socket. Whatever fails is told as a failure of the state. */
export function createActions({ socket, state, change, offer }: ActionParts): PageActions {
  const ask = (action: Exclude<NumberedAction, { type: 'autocomplete' }>) => {
    const asked = { ...action, ref: socket.nextRef() };
    change({ type: 'asked', action: asked });
    if (!socket.send(asked)) {
      change({ type: 'refused', ref: asked.ref, reason: 'The sandbox is not connected.' });
    }
  };
  const complain = (tried: string, reason: string) => {
    change({ type: 'failed', failure: { ref: socket.nextRef(), tried, reason } });
  };
  /** Runs what may throw a message for people. */
  const attempt = (tried: string, work: () => Promise<void>) => {
    work().catch((error: unknown) => {
      complain(tried, error instanceof Error ? error.message : String(error));
    });
  };
  const sendSound = async (sound: Blob, name: string, facts: VoiceFacts) => {
    const { id } = await leaveFile(sound, name, facts);
    ask({ type: 'send', content: '', fileIds: [id], isVoice: true });
  };
  const fits = (file: File) => {
    const limit = state().sandbox?.attachmentSizeLimit ?? Infinity;
    if (file.size <= limit) return true;
    complain(file.name, `Files may be ${formatBytes(limit)} at most; this one is ${formatBytes(file.size)}.`);
    return false;
  };

  return {
    view: (guildId, userId) => {
      rememberView({ guildId, userId });
      socket.send({ type: 'view', guildId, userId });
    },
    sendText: (content) => {
      ask({ type: 'send', content, fileIds: [], isVoice: false });
    },
    sendFile: (file) => {
      if (!fits(file)) return;
      attempt(file.name, async () => {
        const { id } = await leaveFile(file, file.name);
        ask({ type: 'send', content: '', fileIds: [id], isVoice: false });
      });
    },
    sendVoice: ({ sound, fileName, durationSec, levels }) => {
      attempt('Voice message', () =>
        sendSound(sound, fileName, { duration: durationSec, waveform: encodeWaveform(levels) }),
      );
    },
    runCommand: (draft) => {
      if (!filesOf(draft).every(fits)) return;
      attempt(`/${draft.command.name}`, async () => {
        const fileIds = await leaveFiles(draft);
        ask({ type: 'command', name: draft.command.name, options: toInputs(draft, fileIds) });
      });
    },
    suggest: (draft, option, typed) =>
      socket.choices({ name: draft.command.name, option, typed, options: toInputs(draft) }),
    press: (messageId, customId) => {
      ask({ type: 'press', messageId, customId });
    },
    choose: (messageId, customId, value) => {
      ask({ type: 'choose', messageId, customId, values: [value] });
    },
    submitForm: (formId, texts) => {
      ask({ type: 'submit', formId, texts });
    },
    closeForm: () => {
      change({ type: 'form closed' });
    },
    runMenu: (messageId, name) => {
      ask({ type: 'menu', messageId, name });
    },
    trySample: (sample) => {
      attempt(sample.title, async () => {
        const sound = await fetchSample(sample);
        const known = new Set(state().sandbox?.messages.map(({ id }) => id));
        // Discord's clients name every voice message alike.
        await sendSound(sound, 'voice-message.ogg', sample);
        const messageId = await newVoiceMessage(state, known);
        const command = state().sandbox?.commands.find(isMessageMenu);
        if (command) ask({ type: 'menu', messageId, name: command.name });
      });
    },
    offerFile: (file) => {
      if (fits(file)) offer(file);
    },
    dismissMessage: (messageId) => {
      change({ type: 'message dismissed', messageId });
    },
    dismissFailure: (ref) => {
      change({ type: 'failure dismissed', ref });
    },
    complain,
  };
}

async function leaveFiles(draft: CommandDraft): Promise<ReadonlyMap<File, string>> {
  const left = await Promise.all(
    filesOf(draft).map(async (file) => [file, (await leaveFile(file, file.name)).id] as const),
  );
  return new Map(left);
}

async function fetchSample({ file }: Sample): Promise<Blob> {
  const response = await fetch(`${SAMPLES_PATH}/${encodeURIComponent(file)}`);
  if (!response.ok) throw new Error('The sample is not there.');
  return response.blob();
}

/** Waits for one's own voice message to appear, and tells its id. */
async function newVoiceMessage(state: () => PageState, known: ReadonlySet<string>): Promise<string> {
  const until = performance.now() + APPEARS_WITHIN_MS;
  while (performance.now() < until) {
    const { sandbox } = state();
    const found = sandbox?.messages.find(
      (message) =>
        !known.has(message.id) && isVoiceMessage(message) && message.author.id === sandbox.view.userId,
    );
    if (found) return found.id;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The voice message did not appear.');
}
