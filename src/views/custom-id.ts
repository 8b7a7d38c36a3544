import { UserError } from '../domain/errors.js';

/**
 * A button's custom_id carries all its state, so that buttons outlive a restart: `name:arg:arg`. Both ends of each are
 * here: what a view writes, and what a command reads. What comes from Discord may be forged.
 */
export interface CustomId<State> {
  /** Name that the custom_id begins with. */
  readonly name: string;
  write(state: State): string;
  /** @throws UserError `STALE_MESSAGE` for arguments that {@link write} never gave it. */
  read(args: readonly string[]): State;
}

/** A clip, by its id; the use cases find out whether there is one. */
interface ClipState {
  clipRef: string;
}

/** A page of a list. */
export interface ListState {
  /** Who may turn the pages. */
  readerId: string;
  /** Only clips of this member are listed. */
  uploaderId: string | undefined;
  /** Counted from 0. A button that is disabled may point to a page that is not there. */
  page: number;
}

/** Longest custom_id that Discord takes. */
const MAX_LENGTH = 100;

/** Stands for the member of a list where none was chosen. */
const ANY_MEMBER = 'all';
const MEMBER = /^\d{15,22}$/;
const PAGE = /^\d{1,6}$/;

/** The custom_ids of all buttons, by what a click does. */
export const CUSTOM_IDS = {
  detect: ofClip('detect'),
  delete: ofClip('delete'),
  confirmDelete: ofClip('delete-confirm'),
  cancelDelete: plain('delete-cancel'),
  confirmForget: plain('forget-confirm'),
  cancelForget: plain('forget-cancel'),
  list: ofList('list'),
};

function ofClip(name: string): CustomId<ClipState> {
  return {
    name,
    write: ({ clipRef }) => customId(name, clipRef),
    read: ([clipRef = '']) => ({ clipRef }),
  };
}

function plain(name: string): CustomId<object> {
  return { name, write: () => customId(name), read: () => ({}) };
}

function ofList(name: string): CustomId<ListState> {
  return {
    name,
    write: ({ readerId, uploaderId = ANY_MEMBER, page }) =>
      customId(name, readerId, uploaderId, String(page)),
    read([readerId = '', member = '', page = '']) {
      if (!PAGE.test(page) || !(member === ANY_MEMBER || MEMBER.test(member))) {
        throw new UserError('STALE_MESSAGE');
      }
      return { readerId, uploaderId: member === ANY_MEMBER ? undefined : member, page: Number(page) };
    },
  };
}

/** @throws {RangeError} if a part holds a colon or the whole is too long (our mistake). */
export function customId(name: string, ...args: string[]): string {
  const id = [name, ...args].join(':');
  if (id.length > MAX_LENGTH || [name, ...args].some((part) => part.includes(':'))) {
    throw new RangeError(`not a valid custom_id: ${id}`);
  }
  return id;
}

/** The reverse of {@link customId}: `args` are for the {@link CustomId} of that name to read. */
export function parseCustomId(id: string): { name: string; args: string[] } {
  const [name = '', ...args] = id.split(':');
  return { name, args };
}
