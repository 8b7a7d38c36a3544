export interface ModelClip {
  id: string;
  guildId: string;
  uploaderId: string;
  name: string;
  /** What its file holds. */
  content: string;
  /** What was heard last. */
  emotion?: string;
  /** What its uploader says they hear. */
  label?: string | undefined;
}

const PAGE = 8;
const MOST_SUGGESTED = 25;

/** What every server's members may see, in the simplest way to say it: one list of all clips, filtered. */
export class Model {
  private readonly ever: ModelClip[] = [];
  private clips: ModelClip[] = [];

  get uploads(): number {
    return this.ever.length;
  }

  /** One of all clips of all servers, removed ones included. */
  everUploaded(number: number): ModelClip | undefined {
    return this.ever[number % Math.max(1, this.ever.length)];
  }

  add(clip: ModelClip): void {
    this.ever.push(clip);
    this.clips.push(clip);
  }

  remove(clip: ModelClip): void {
    this.clips = this.clips.filter((other) => other !== clip);
  }

  /** A member's clips on one server. */
  of(guildId: string, uploaderId: string): ModelClip[] {
    return this.newestFirst(guildId).filter((clip) => clip.uploaderId === uploaderId);
  }

  ids(guildId: string): string[] {
    return this.newestFirst(guildId).map(({ id }) => id);
  }

  /** The clip of that id, else the newest of that whole name, whatever its case. */
  find(guildId: string, clipRef: string): ModelClip | undefined {
    const own = this.newestFirst(guildId);
    const wanted = clipRef.toLowerCase();
    return own.find(({ id }) => id === clipRef) ?? own.find(({ name }) => name.toLowerCase() === wanted);
  }

  search(guildId: string, typed: string): string[] {
    const wanted = typed.toLowerCase();
    const found = this.newestFirst(guildId).filter(({ name }) => name.toLowerCase().includes(wanted));
    return found.slice(0, MOST_SUGGESTED).map(({ id }) => id);
  }

  list(request: {
    guildId: string;
    uploaderId?: string | undefined;
    emotion?: string | undefined;
    name?: string | undefined;
    page: number;
  }) {
    const { guildId, uploaderId, emotion, name = '' } = request;
    const all = this.newestFirst(guildId).filter(
      (clip) =>
        (uploaderId === undefined || clip.uploaderId === uploaderId) &&
        (emotion === undefined || clip.emotion === emotion) &&
        clip.name.toLowerCase().includes(name.toLowerCase()),
    );
    const pages = Math.max(1, Math.ceil(all.length / PAGE));
    const page = Math.min(request.page, pages - 1);
    const clips = all.slice(page * PAGE, (page + 1) * PAGE).map(({ id }) => id);
    return { clips, page, pages, total: all.length };
  }

  private newestFirst(guildId: string): ModelClip[] {
    return this.clips.filter((clip) => clip.guildId === guildId).reverse();
  }
}
