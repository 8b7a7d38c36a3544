import { describe, expect, it } from 'vitest';
import { file, openDiscord } from '../stage.js';

describe('what is remembered', () => {
  it('is bounded: the oldest messages and files go first', async () => {
    const { server, alice } = await openDiscord({ keep: { messagesPerChannel: 2, fileBytes: 25, calls: 1 } });
    const send = (content: string) => alice.sendMessage(alice.channel, { content, attachments: [file(10)] });
    const [first, second, third] = [send('1'), send('2'), send('3')];
    expect(server.messages(alice.channel)).toEqual([second, third]);
    expect((await fetch(first.files[0]!.url)).status).toBe(404);
    expect((await fetch(second.files[0]!.url)).status).toBe(200);

    alice.sendMessage(alice.channel, { attachments: [file(20)] });
    expect((await fetch(third.files[0]!.url)).status).toBe(404);

    await fetch(`${server.apiUrl}/v10/gateway`);
    await fetch(`${server.apiUrl}/v10/nothing`);
    expect(server.calls).toMatchObject([{ path: '/nothing' }]);
  });

  it('refuses a body beyond what a message may carry', async () => {
    const { server } = await openDiscord({ attachmentSizeLimit: 1000 });
    const body = Buffer.alloc(2 * 1024 * 1024);
    const response = await fetch(`${server.apiUrl}/v10/channels/1/messages`, { method: 'POST', body });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: 40005 });
  });
});
