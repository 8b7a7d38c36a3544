import type { ClipBytes } from './clips/clip-bytes.js';
import { ownerOf } from './clips/clip-path.js';
import type { IndexTable } from './index/index-table.js';
import { CATALOGUES, CLIP_ROWS, clipIdOf, guildOf } from './keys.js';

/** What there is of one server, by name alone. */
export interface Holdings {
  /** Ids of its rows. */
  ids: Set<string>;
  /** Paths of its clips' bytes. */
  paths: Set<string>;
}

/** Names that are in memory at a time, some 100 bytes each. */
const NAMES_AT_ONCE = 200_000;

/**
 * What there is of every server that a row, a list or a file names, in portions that fit into memory: where there is more,
 * all names are read again for each portion. A server is in one portion, whole.
 *
 * @param most - Names in a portion; one server may have more.
 */
export async function* holdingsOf(
  index: IndexTable,
  files: ClipBytes,
  signal?: AbortSignal,
  most = NAMES_AT_ONCE,
): AsyncGenerator<Map<string, Holdings>> {
  let after = '';
  for (;;) {
    const portion = new Portion(after, most);
    for await (const key of index.keys(CATALOGUES)) {
      signal?.throwIfAborted();
      portion.of(guildOf(key));
    }
    for await (const key of index.keys(CLIP_ROWS)) {
      signal?.throwIfAborted();
      portion.add(guildOf(key), 'ids', clipIdOf(key));
    }
    for await (const path of files.all()) {
      signal?.throwIfAborted();
      portion.add(ownerOf(path).guildId, 'paths', path);
    }
    yield portion.guilds;
    if (portion.isLast) return;
    after = portion.lastGuild;
  }
}

/** The servers that come next in the order of their ids, as many as fit. */
class Portion {
  readonly guilds = new Map<string, Holdings>();
  /** The first server that has no place any more. */
  private end: string | undefined;
  private size = 0;

  constructor(
    private readonly after: string,
    private readonly most: number,
  ) {}

  get isLast(): boolean {
    return this.end === undefined;
  }

  get lastGuild(): string {
    return [...this.guilds.keys()].reduce((last, guildId) => (guildId > last ? guildId : last), this.after);
  }

  add(guildId: string, what: keyof Holdings, name: string): void {
    const holdings = this.of(guildId);
    if (!holdings || holdings[what].has(name)) return;
    holdings[what].add(name);
    this.size += 1;
    // Not at every name: servers are sorted to see which of them go.
    if (this.size > 2 * this.most) this.shrink();
  }

  /** A server's place, if it has one. */
  of(guildId: string): Holdings | undefined {
    if (guildId <= this.after || (this.end !== undefined && guildId >= this.end)) return undefined;
    let holdings = this.guilds.get(guildId);
    if (!holdings) {
      holdings = { ids: new Set(), paths: new Set() };
      this.guilds.set(guildId, holdings);
      this.size += 1;
    }
    return holdings;
  }

  private shrink(): void {
    const inOrder = [...this.guilds].sort(([a], [b]) => (a < b ? -1 : 1));
    this.size = 0;
    let end: string | undefined;
    for (const [i, [guildId, { ids, paths }]] of inOrder.entries()) {
      const more = 1 + ids.size + paths.size;
      if (i > 0 && this.size + more > this.most) end ??= guildId;
      if (end === undefined) this.size += more;
      else this.guilds.delete(guildId);
    }
    this.end = end ?? this.end;
  }
}
