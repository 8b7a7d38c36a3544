import { MessageType } from 'discord.js';
import type { SandboxCommand, SandboxMessage, SandboxState } from '../../../src/protocol.js';

/** Things with sensible defaults; a test names only what matters to it. */

export function message(overrides: Partial<SandboxMessage> = {}): SandboxMessage {
  return {
    id: '1000',
    channel_id: '11',
    author: { id: '1', username: 'ada', global_name: 'Ada', discriminator: '0', avatar: null },
    content: 'hello',
    timestamp: '2026-01-01T12:00:00.000Z',
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: [],
    pinned: false,
    type: MessageType.Default,
    ...overrides,
  };
}

export function sandbox(overrides: Partial<SandboxState> = {}): SandboxState {
  return {
    isOnline: true,
    application: { id: '9', name: 'Overtone' },
    guilds: [
      { kind: 'server', id: 'g1', name: 'One', channel: { id: '11', name: 'general' } },
      { kind: 'server', id: 'g2', name: 'Two', channel: { id: '22', name: 'general' } },
    ],
    users: [
      { id: '1', name: 'Ada' },
      { id: '2', name: 'Grace', role: 'moderator' },
    ],
    view: { guildId: 'g1', userId: '1' },
    commands: [],
    messages: [],
    samples: [],
    attachmentSizeLimit: 10_000_000,
    ...overrides,
  };
}

/** `/upload`, with a file that is required and a name that is not. */
export const UPLOAD: SandboxCommand = {
  id: 'c1',
  type: 1,
  name: 'upload',
  description: 'Save a clip',
  options: [
    { name: 'audio', description: 'A sound file', type: 11, required: true },
    { name: 'name', description: 'What to call it', type: 3 },
  ],
};

/** `/list`, with a member that is not required. */
export const LIST: SandboxCommand = {
  id: 'c2',
  type: 1,
  name: 'list',
  description: 'Show the clips',
  options: [{ name: 'member', description: 'Whose', type: 6 }],
};

export const DETECT_MENU: SandboxCommand = { id: 'c3', type: 3, name: 'Detect emotion', description: '' };
