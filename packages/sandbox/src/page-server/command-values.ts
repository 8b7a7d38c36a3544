import { ClientRefusal, type Member, type OptionValue, type SentFile } from '@overtone/discord-simulator';
import type { OptionInput } from '../protocol.js';
import type { LeftFiles } from './left-files.js';

const USER_OPTION = 6;

/** What the page put into a command's options, as a member would give it to Discord. */
export function commandValues(
  member: Member,
  command: string,
  inputs: Readonly<Record<string, OptionInput>>,
  files: LeftFiles,
): Record<string, OptionValue> {
  const schemas = member.commands().find(({ name, type }) => name === command && type === 1)?.options ?? [];
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]): [string, OptionValue] => {
      if (typeof input === 'object') return [name, leftFile(files, input.fileId)];
      const isUser = schemas.some((schema) => schema.name === name && schema.type === USER_OPTION);
      return [name, isUser ? { id: String(input) } : input];
    }),
  );
}

/** @throws {ClientRefusal} if it is not there, or no longer. */
export function leftFile(files: LeftFiles, id: string): SentFile {
  const file = files.find(id);
  if (!file) throw new ClientRefusal('that file is no longer here: choose it again');
  return file;
}

/** The files that options name. */
export function fileIdsOf(inputs: Readonly<Record<string, OptionInput>>): string[] {
  return Object.values(inputs).flatMap((input) => (typeof input === 'object' ? [input.fileId] : []));
}

/** Inputs without those that name files: while typing, Discord is told of no files. */
export function withoutFiles(inputs: Readonly<Record<string, OptionInput>>): Record<string, OptionInput> {
  return Object.fromEntries(Object.entries(inputs).filter(([, input]) => typeof input !== 'object'));
}
