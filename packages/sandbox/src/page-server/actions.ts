import { z } from 'zod';
import type { PageAction } from '../protocol.js';

const id = z.string().regex(/^\d{1,22}$/);
const ref = z.int().nonnegative();
const fileId = z.uuid();
const name = z.string().min(1).max(32);
const input = z.union([z.string().max(6000), z.number(), z.boolean(), z.strictObject({ fileId })]);
const options = z
  .record(name, input)
  .refine((values) => Object.keys(values).length <= 25, 'must be 25 options at most');

const action = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('view'), guildId: id, userId: id }),
  z.strictObject({ type: z.literal('command'), ref, name, options }),
  z.strictObject({
    type: z.literal('autocomplete'),
    ref,
    name,
    option: name,
    typed: z.string().max(6000),
    options,
  }),
  z.strictObject({ type: z.literal('press'), ref, messageId: id, customId: z.string().min(1).max(100) }),
  z.strictObject({
    type: z.literal('choose'),
    ref,
    messageId: id,
    customId: z.string().min(1).max(100),
    values: z.array(z.string().min(1).max(100)).max(25),
  }),
  z.strictObject({
    type: z.literal('submit'),
    ref,
    formId: id,
    texts: z.record(z.string().min(1).max(100), z.string().max(4000)),
  }),
  z.strictObject({ type: z.literal('menu'), ref, messageId: id, name }),
  z.strictObject({
    type: z.literal('send'),
    ref,
    content: z.string().max(4000),
    fileIds: z.array(fileId).max(10),
    isVoice: z.boolean(),
  }),
]) satisfies z.ZodType<PageAction>;

/** What arrived: an action, or nothing of use, with the page's number if it has a good one. */
export type Parsed = { isGood: true; action: PageAction } | { isGood: false; ref: number | undefined };

/** Reads what came over a page's socket. Nothing of it is trusted. */
export function parseAction(text: string): Parsed {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { isGood: false, ref: undefined };
  }
  const parsed = action.safeParse(json);
  if (parsed.success) return { isGood: true, action: parsed.data };
  return { isGood: false, ref: z.object({ ref }).safeParse(json).data?.ref };
}
