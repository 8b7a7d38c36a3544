import type { AttachmentBuilder, EmbedBuilder } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { UserError, type ErrorCode } from '../../../src/domain/errors.js';
import { soundsAnswer, type SoundView } from '../../../src/views/sounds-answer.js';
import { detection, windowDetection } from '../../helpers/builders.js';

const MIB = 1024 * 1024;
const heard = (fileName: string, title?: string): SoundView => ({
  attachment: { fileName, title },
  found: detection(),
});
const long = (fileName: string): SoundView => ({
  attachment: { fileName },
  found: detection({
    windows: [windowDetection(), windowDetection({ startSec: 3, endSec: 6 })],
    durationSec: 6,
  }),
});
const refused = (fileName: string, code: ErrorCode): SoundView => ({
  attachment: { fileName },
  error: new UserError(code),
});

async function answer(sounds: SoundView[], { leftOut = 0, maxBytes = MIB } = {}) {
  const payload = await soundsAnswer({ sounds, leftOut }, maxBytes);
  const embeds = (payload.embeds ?? []).map((embed) => (embed as EmbedBuilder).toJSON());
  const files = (payload.files ?? []).map((file) => file as AttachmentBuilder);
  return { ...payload, embeds, files };
}

describe('the answer to a message’s sounds', () => {
  it('is one card where there is one, named by its title', async () => {
    const { embeds, files, content } = await answer([heard('.ogg', '電話メモ')]);
    expect(embeds.map(({ author }) => author!.name)).toEqual(['電話メモ']);
    expect(files.map(({ name }) => name)).toEqual(['emotion.png']);
    expect(content).toBeUndefined();
  });

  it('has a card for each, with pictures of its own', async () => {
    const { embeds, files } = await answer([1, 2, 3, 4, 5].map((i) => long(`${i}.ogg`)));
    expect(embeds).toHaveLength(10);
    expect(files).toHaveLength(10);
    const named = files.map(({ name }) => `attachment://${name!}`);
    expect(new Set(named).size).toBe(10);
    expect(embeds.map(({ image }) => image!.url)).toEqual(named);
  });

  it('shows in words what would make it too large', async () => {
    const { embeds, files } = await answer([heard('a.ogg'), heard('b.ogg')], { maxBytes: 0 });
    expect(files).toEqual([]);
    for (const { description } of embeds) expect(description).toMatch(/Happy 70 %/);
  });

  it('says of each that failed what is wrong, and how many were left out', async () => {
    const { content, embeds } = await answer(
      [
        heard('a.ogg'),
        refused('b*.ogg', 'NO_VOICE'),
        refused('c.ogg', 'NO_VOICE'),
        refused('d', 'CLIP_TOO_BIG'),
      ],
      { leftOut: 2 },
    );
    expect(embeds).toHaveLength(1);
    expect(content!.split('\n')).toEqual([
      expect.stringMatching(/^\*\*b\\\*\.ogg\*\*, \*\*c\.ogg\*\*: I hear no voice/),
      expect.stringMatching(/^\*\*d\*\*: That file is larger/),
      expect.stringMatching(/^2 more files were left out/),
    ]);
  });

  it('stays within 2000 characters, whatever files are called', async () => {
    const codes: ErrorCode[] = [
      'NO_VOICE',
      'CLIP_TOO_BIG',
      'CLIP_TOO_LONG',
      'AUDIO_TOO_SHORT',
      'DOWNLOAD_FAILED',
    ];
    const failed = [...codes, ...codes].map((code, i) => refused(`${'*'.repeat(200)}${i}.ogg`, code));
    expect((await answer([heard('a'), ...failed])).content!.length).toBeLessThanOrEqual(2000);
  });

  it('is for the asker alone where none could be heard', async () => {
    const none = await answer([refused('a.ogg', 'NO_VOICE'), refused('b.ogg', 'CLIP_TOO_LONG')]);
    expect(none.onlyForAsker).toBe(true);
    expect(none.embeds[0]!.description).toMatch(/a\.ogg.*no voice.*\n.*b\.ogg.*longer/);
    await expect(answer([refused('a', 'NO_VOICE'), refused('b', 'NO_VOICE')])).rejects.toMatchObject({
      code: 'NO_VOICE',
    });
  });

  it('leaves a fault of the bot’s to the log, beside what could be answered', async () => {
    const fault = await answer([heard('a'), refused('b', 'QUEUE_UNREACHABLE')]);
    expect(fault.degraded).toMatchObject({ code: 'QUEUE_UNREACHABLE' });
    await expect(answer([refused('a', 'NO_VOICE'), refused('b', 'INTERNAL')])).rejects.toMatchObject({
      code: 'INTERNAL',
    });
  });
});
