import { describe, expect, it } from 'vitest';
import type { Misbehaviour } from '../../src/index.js';
import { file, openDiscord } from '../stage.js';

/** The address of a file that a member has sent. */
async function sent(misbehaviour?: Misbehaviour, announcedBytes?: number) {
  const { guild, alice, server } = await openDiscord();
  const { attachments } = alice.sendMessage(guild.channels[0]!, {
    attachments: [
      {
        ...file(10),
        ...(misbehaviour && { misbehaviour }),
        ...(announcedBytes === undefined ? {} : { announcedBytes }),
      },
    ],
  });
  return { url: attachments[0]!.url, server };
}

const size = async (response: Response) => (await response.arrayBuffer()).byteLength;

describe('the CDN', () => {
  it('serves a file as it was sent', async () => {
    const { url, server } = await sent();
    expect(new URL(url).origin).toBe(server.cdnOrigin);
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toBe('audio/wav');
    expect(response.headers.get('content-length')).toBe('10');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(file(10).bytes);
  });

  it('serves a part of a file, as players ask for it', async () => {
    const { url } = await sent();
    const part = async (range: string) => {
      const response = await fetch(url, { headers: { range } });
      const bytes = [...new Uint8Array(await response.arrayBuffer())];
      return [response.status, response.headers.get('content-range'), bytes.length] as const;
    };
    expect(await part('bytes=0-')).toEqual([206, 'bytes 0-9/10', 10]);
    expect(await part('bytes=4-7')).toEqual([206, 'bytes 4-7/10', 4]);
    expect(await part('bytes=8-99')).toEqual([206, 'bytes 8-9/10', 2]);
    expect(await part('bytes=-3')).toEqual([206, 'bytes 7-9/10', 3]);
    expect(await part('bytes=10-')).toEqual([416, 'bytes */10', 0]);
    for (const whole of ['bytes=-', 'lines=1-2', 'bytes=0-1,3-4']) expect((await part(whole))[0]).toBe(200);
  });

  it('loses a file', async () => {
    const { url } = await sent({ kind: 'gone' });
    expect((await fetch(url)).status).toBe(404);
  });

  it('leaves the length out, or sends more than it announced', async () => {
    const without = await fetch((await sent({ kind: 'no-length' })).url);
    expect(without.headers.get('content-length')).toBeNull();
    expect(await size(without)).toBe(10);
    expect(await size(await fetch((await sent({ kind: 'longer', extraBytes: 90 })).url))).toBe(100);
  });

  it('sends elsewhere', async () => {
    const { url } = await sent({ kind: 'redirect', to: 'http://127.0.0.1:9/secret' });
    const response = await fetch(url, { redirect: 'manual' });
    expect(response).toMatchObject({ status: 302 });
    expect(response.headers.get('location')).toBe('http://127.0.0.1:9/secret');
  });

  it.each<Misbehaviour>([
    { kind: 'reset', afterBytes: 4 },
    { kind: 'wrong-length', announced: 11 },
  ])('breaks off: $kind', async (misbehaviour) => {
    const response = await fetch((await sent(misbehaviour)).url);
    await expect(response.arrayBuffer()).rejects.toThrow();
  });

  it.each(['request', 'head'] as const)('says nothing after the %s', async (after) => {
    const { url } = await sent({ kind: 'hang', after });
    const reading = fetch(url, { signal: AbortSignal.timeout(50) }).then(size);
    await expect(reading).rejects.toThrow(/timeout|aborted/i);
  });

  it('drips', async () => {
    const { url } = await sent({ kind: 'drip', bytes: 3, everyMs: 1 });
    expect(await size(await fetch(url))).toBe(10);
  });
});

describe('a file’s name', () => {
  it.each([
    ['голос мамы.ogg', '_.ogg', 'голос мамы'],
    ['電話メモ.ogg', '.ogg', '電話メモ'],
    ['señal 1.5.mp3', 'seal_1.5.mp3', 'señal 1.5'],
    ['my voice.ogg', 'my_voice.ogg', undefined],
  ])('%s becomes %s, and its title is %s', async (fileName, name, title) => {
    const { alice } = await openDiscord();
    const message = alice.sendMessage(alice.channel, { attachments: [file(1, fileName)] });
    const [attachment] = message.toJSON().attachments;
    expect(attachment).toMatchObject({ filename: name });
    expect(attachment!.title).toBe(title);
  });
});
