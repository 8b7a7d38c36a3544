import { createHash } from 'node:crypto';
import type { Exchange, Member, SentFile, StoredMessage } from '@overtone/discord-simulator';

const AT_A_TIME = 3;
/** Fewer clips are not thinned out. */
const CLIPS_LEFT = 10;

/** A bot's end, to wait for and to look at. */
export class Death {
  isHere = false;
  readonly comes: Promise<undefined>;
  come!: () => void;

  constructor() {
    this.comes = new Promise((resolve) => {
      this.come = () => {
        this.isHere = true;
        resolve(undefined);
      };
    });
  }

  /** What is waited for, or nothing once the bot is dead. */
  orElse<T>(work: Promise<T>): Promise<T | undefined> {
    // Nobody waits for the answers of the dead.
    work.catch(() => undefined);
    return Promise.race([work, this.comes]);
  }
}

/** A member who uploads and deletes until the bot is killed, and remembers what Discord showed. */
export class Witness {
  /** Confirmed clips: their bytes' checksum by id. */
  readonly there = new Map<string, string>();
  readonly gone = new Set<string>();
  private uploads: { exchange: Exchange; sha256: string }[] = [];
  private removals: { question: StoredMessage; id: string }[] = [];

  constructor(
    private readonly member: Member,
    private readonly sounds: readonly SentFile[],
  ) {}

  async work(death: Death): Promise<void> {
    const spare = [...this.there.keys()].slice(CLIPS_LEFT).values();
    const workers = Array.from({ length: AT_A_TIME }, (_, i) => [
      this.upload(i, death),
      this.remove(spare, death),
    ]);
    await Promise.all(workers.flat());
  }

  /** Counts as confirmed what Discord had been told when the bot died. @returns ids that are new. */
  takeStock(): string[] {
    const confirmed = this.uploads.flatMap(({ exchange, sha256 }) => {
      const id = exchange.messages
        .flatMap(({ buttons }) => buttons)
        .map(({ custom_id }) => /^delete:(\w+)$/.exec(custom_id ?? '')?.[1])
        .find((found) => found !== undefined);
      return id === undefined ? [] : [{ id, sha256 }];
    });
    for (const { id, sha256 } of confirmed) this.there.set(id, sha256);
    for (const { question, id } of this.removals) {
      // A clip whose removal nobody answered may be there or not.
      this.there.delete(id);
      if (question.embeds[0]!.description?.includes('is deleted')) this.gone.add(id);
    }
    this.uploads = [];
    this.removals = [];
    return confirmed.map(({ id }) => id);
  }

  async detect(id: string): Promise<StoredMessage> {
    return (await this.member.slash('detect', { file: id })).answer();
  }

  private async upload(first: number, death: Death): Promise<void> {
    for (let i = first; !death.isHere; i += 1) {
      const audio = this.sounds[i % this.sounds.length]!;
      const sha256 = createHash('sha256').update(audio.bytes).digest('hex');
      const exchange = await this.member.slash('upload', { audio, name: `clip ${i}` });
      this.uploads.push({ exchange, sha256 });
      await death.orElse(exchange.answer());
    }
  }

  private async remove(spare: Iterable<string>, death: Death): Promise<void> {
    for (const id of spare) {
      const question = await death.orElse((await this.member.slash('delete', { file: id })).answer());
      if (question === undefined) return;
      this.removals.push({ question, id });
      await death.orElse((await this.member.click(question, 'Delete')).answer());
      if (death.isHere) return;
    }
  }
}
