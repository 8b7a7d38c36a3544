import { deleteCommand } from './delete.js';
import { detectMessage } from './detect-message.js';
import { detect } from './detect.js';
import { forgetMe } from './forget-me.js';
import { helpWith } from './help.js';
import { list } from './list.js';
import { myData } from './my-data.js';
import { play } from './play.js';
import { rename } from './rename.js';
import { saveClip } from './save-clip.js';
import { upload } from './upload.js';
import type { Component, MessageCommand, SlashCommand } from '../src/discord/command.js';
import { bodyOf } from '../src/discord/place.js';

/** Every command that there is. A test compares this list with the folder `commands/`. */
export const messageCommands: readonly MessageCommand[] = [detectMessage, saveClip];
const explained: readonly SlashCommand[] = [
  upload,
  list,
  detect,
  play,
  rename,
  deleteCommand,
  myData,
  forgetMe,
];
export const slashCommands: readonly SlashCommand[] = [...explained, helpWith(explained, messageCommands)];

/** What Discord is told of the commands. Throws if one of them is malformed, which stops the start. */
export const commandBodies = () => [...slashCommands, ...messageCommands].map(bodyOf);

/** All components by the name that their custom_ids begin with. */
export const components: ReadonlyMap<string, Component> = new Map(
  slashCommands.flatMap(({ components: all = [] }) =>
    all.map((each): [string, Component] => [each.name, each]),
  ),
);
