import { foldName } from '../domain/names.js';
import type { ClipFilter, ClipQuery } from '../usecases/ports.js';
import type { Entry } from './catalogue.js';

/** Whether a clip, or what is left of one, matches all that is set. */
export function matches(
  entry: Pick<Entry, 'uploaderId' | 'uploadedAt'>,
  { uploaderId, uploadedBefore = Infinity }: ClipFilter,
): boolean {
  return (uploaderId === undefined || entry.uploaderId === uploaderId) && entry.uploadedAt < uploadedBefore;
}

/** What tells the entries that are asked for; `undefined` where that is all of them. */
export function entryFilter({
  uploaderId,
  emotion,
  name = '',
}: Pick<ClipQuery, 'uploaderId' | 'emotion' | 'name'>): ((entry: Entry) => boolean) | undefined {
  const wanted = foldName(name.trim());
  if (uploaderId === undefined && emotion === undefined && wanted === '') return undefined;
  return (entry) =>
    (uploaderId === undefined || entry.uploaderId === uploaderId) &&
    (emotion === undefined || entry.emotion === emotion) &&
    (wanted === '' || foldName(entry.name).includes(wanted));
}
