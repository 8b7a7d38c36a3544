import { isEmotion, type Emotion } from '../domain/emotions.js';
import { UserError } from '../domain/errors.js';

/**
 * A component's custom_id carries all its state, so that components outlive a restart: `name:arg:arg`. Both ends of each are
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
  /** Only clips in which this was heard last. */
  emotion?: Emotion | undefined;
  /** Only clips with this in their name; at most {@link MAX_FILTER_LENGTH} long. */
  name?: string | undefined;
  /** Counted from 0. A button that is disabled may point to a page that is not there. */
  page: number;
}

/** The last clip of one's own that a part of one's data holds. */
interface DataState {
  after: { uploadedAt: number; clipId: string };
}

/** Longest custom_id that Discord takes. */
const MAX_LENGTH = 100;

/** So much of a name fits into a custom_id beside the rest of a list's state, in UTF-16 units. */
export const MAX_FILTER_LENGTH = 32;

/** As much of a name as fits, without half a character at its end. */
export const cutFilter = (name: string) => name.slice(0, MAX_FILTER_LENGTH).replace(/[\ud800-\udbff]$/, '');

/** Stands for the member or the emotion of a list where none was chosen. */
const ANY = 'all';
/** Stands for a colon within a part; of private use, so that no clip's name holds it. */
const COLON = '\ue03a';
const MEMBER = /^\d{15,22}$/;
const PAGE = /^\d{1,6}$/;

/** The custom_ids of all components, by what their use does. */
export const CUSTOM_IDS = {
  detect: ofClip('detect'),
  detectPrivately: ofClip('detect-privately'),
  label: ofClip('label'),
  play: ofClip('play'),
  askName: ofClip('rename'),
  rename: ofClip('rename-to'),
  chooseClip: plain('list-choose'),
  delete: ofClip('delete'),
  confirmDelete: ofClip('delete-confirm'),
  cancelDelete: plain('delete-cancel'),
  confirmForget: plain('forget-confirm'),
  cancelForget: plain('forget-cancel'),
  nextData: ofData('my-data'),
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

function ofData(name: string): CustomId<DataState> {
  return {
    name,
    write: ({ after: { uploadedAt, clipId } }) => customId(name, String(uploadedAt), clipId),
    read([uploadedAt = '', clipId = '']) {
      if (!/^\d{1,15}$/.test(uploadedAt) || clipId === '') throw new UserError('STALE_MESSAGE');
      return { after: { uploadedAt: Number(uploadedAt), clipId } };
    },
  };
}

function ofList(name: string): CustomId<ListState> {
  return {
    name,
    write: ({ readerId, uploaderId = ANY, page, emotion, name: filter }) =>
      customId(
        name,
        readerId,
        uploaderId,
        String(page),
        ...(emotion === undefined && filter === undefined ? [] : [emotion ?? ANY]),
        ...(filter === undefined ? [] : [filter.replaceAll(':', COLON)]),
      ),
    read([readerId = '', member = '', page = '', emotion = ANY, filter]) {
      const isRight =
        PAGE.test(page) &&
        (member === ANY || MEMBER.test(member)) &&
        (emotion === ANY || isEmotion(emotion)) &&
        (filter?.length ?? 0) <= MAX_FILTER_LENGTH;
      if (!isRight) throw new UserError('STALE_MESSAGE');
      return {
        readerId,
        uploaderId: member === ANY ? undefined : member,
        page: Number(page),
        ...(emotion !== ANY && { emotion: emotion }),
        ...(filter !== undefined && { name: filter.replaceAll(COLON, ':') }),
      };
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
