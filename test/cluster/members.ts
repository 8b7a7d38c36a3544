import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../model/numerics/random.js';
import type { Exchange, Member, SentFile, StoredMessage } from '@overtone/discord-simulator';
import { savedIn, type Deed } from './journal.js';

/** Discord takes no first sign later than 3 s. */
const HEARD_WITHIN_MS = 3500;
/** A dead process' answers are given by another within half a minute. */
const ANSWERED_WITHIN_MS = 90_000;
/** How long a member to whom nobody answers waits before the next try, in milliseconds. */
const DISCOURAGED_MS = 500;

/** Members of several servers, who use the bot at once. */
export class Crowd {
  readonly deeds: Deed[] = [];
  /** Clips that were saved, by server; some of them may be gone by now. */
  private readonly clips = new Map<string, string[]>();

  constructor(
    private readonly random: Random,
    private readonly sounds: readonly SentFile[],
  ) {}

  /** @param goesOn - Whether they should go on. */
  async use(members: readonly Member[], goesOn: () => boolean): Promise<void> {
    for (const { guild } of members) this.clips.set(guild.id, []);
    await Promise.all(members.map((member) => this.live(member, goesOn)));
  }

  private async live(member: Member, goesOn: () => boolean): Promise<void> {
    const own: string[] = [];
    while (goesOn()) {
      const before = this.deeds.length;
      await this.act(member, own);
      const heard = this.deeds
        .slice(before)
        .some(({ who, exchange }) => who === member && exchange.acknowledgedAfterMs !== undefined);
      if (!heard) await sleep(DISCOURAGED_MS);
    }
  }

  private async act(member: Member, own: string[]): Promise<void> {
    const dice = this.random.uniform();
    const clip = this.oneOf(this.clips.get(member.guild.id)!);
    if (dice < 0.25 || clip === undefined) await this.upload(member, own);
    else if (dice < 0.45) await this.does(member, 'detect', member.slash('detect', { file: clip }));
    else if (dice < 0.6) await this.detectInMessage(member);
    else if (dice < 0.7) await this.does(member, 'list', member.slash('list'));
    else if (dice < 0.8) await this.does(member, 'play', member.slash('play', { file: clip }));
    else if (dice < 0.9) await this.does(member, 'suggest', member.type('detect', 'file', 'clip'));
    else await this.remove(member, own);
  }

  private async upload(member: Member, own: string[]): Promise<void> {
    const audio = this.oneOf(this.sounds)!;
    const sha256 = createHash('sha256').update(audio.bytes).digest('hex');
    const name = `clip ${this.deeds.length}`;
    await this.does(member, 'upload', member.slash('upload', { audio, name }), { sha256 });
    const id = savedIn(this.deeds.findLast(({ who }) => who === member)!.exchange.messages);
    if (id === undefined) return;
    own.push(id);
    this.clips.get(member.guild.id)!.push(id);
  }

  private async remove(member: Member, own: string[]): Promise<void> {
    const clipId = own.shift();
    if (clipId === undefined) return;
    const question = await this.does(member, 'delete', member.slash('delete', { file: clipId }));
    if (question?.button('Delete') === undefined) return;
    await this.does(member, 'confirm', member.click(question, 'Delete'), { deletion: { clipId, question } });
  }

  private async detectInMessage(member: Member): Promise<void> {
    const message = member.sendMessage(member.channel, { attachments: [this.oneOf(this.sounds)!] });
    await this.does(member, 'detect in message', member.messageMenu('Detect emotion', message));
  }

  /** Waits as a member would. @returns the answer, if one came. */
  private async does(
    who: Member,
    what: string,
    begun: Promise<Exchange>,
    more: Pick<Deed, 'sha256' | 'deletion'> = {},
  ): Promise<StoredMessage | undefined> {
    const exchange = await begun;
    this.deeds.push({ who, what, at: Date.now(), exchange, ...more });
    const isHeard = await exchange.acknowledged({ withinMs: HEARD_WITHIN_MS }).then(
      () => true,
      () => false,
    );
    if (!isHeard || what === 'suggest') return undefined;
    // What never comes is for the verdict to tell.
    return exchange.answer({ withinMs: ANSWERED_WITHIN_MS }).catch(() => undefined);
  }

  private oneOf<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.random.uniform() * list.length)];
  }
}
