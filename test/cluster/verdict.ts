import { MessageFlags } from 'discord.js';
import { UserError } from '../../src/domain/errors.js';
import type { ApiCall, StoredMessage } from '@overtone/discord-simulator';
import { COLOURS } from '../../src/views/colours.js';
import type { Deed } from './journal.js';

/** What Discord saw of all interactions. */
export interface Verdict {
  interactions: number;
  /** Interactions that the bot said nothing to within Discord's 3 s, mostly because it was dead. */
  unheard: Deed[];
  answered: number;
  refused: number;
  /** How often each refusal was given. */
  refusals: Record<string, number>;
  /** Milliseconds until the first sign. */
  acknowledged: { median: number; most: number };
  /**
   * Interactions that were refused twice: in private by a process that was killed before it could note that, and again
   * by its successor.
   * Discord has no way to ask whether a private follow-up was sent, nor to send one just once.
   */
  toldTwice: string[];
  /** Other acknowledged interactions that were not answered exactly once; there must be none. */
  faults: string[];
}

const RESTARTED = new UserError('RESTARTED').message;
/** Types of an interaction's first answer that promise another. */
const DEFERRALS = [5, 6];

export function judge(deeds: readonly Deed[], calls: readonly ApiCall[]): Verdict {
  const byToken = new Map<string | undefined, ApiCall[]>();
  for (const call of calls) {
    const token = call.path.split('/')[3];
    byToken.set(token, [...(byToken.get(token) ?? []), call]);
  }
  const heard = deeds.filter(({ exchange }) => exchange.acknowledgedAfterMs !== undefined);
  const refusals: Verdict['refusals'] = {};
  const toldTwice: string[] = [];
  const faults: string[] = [];
  for (const deed of heard) {
    const answers = byToken.get(deed.exchange.token) ?? [];
    const fault = faultOf(deed, answers);
    if (fault !== undefined)
      (isToldTwice(answers) ? toldTwice : faults).push(`${deed.what} ${deed.exchange.id}: ${fault}`);
    const refusal = refusalOf(deed);
    if (refusal !== undefined) refusals[refusal] = (refusals[refusal] ?? 0) + 1;
  }
  const times = heard.map(({ exchange }) => exchange.acknowledgedAfterMs!).sort((a, b) => a - b);
  const refused = Object.values(refusals).reduce((sum, count) => sum + count, 0);
  return {
    interactions: deeds.length,
    unheard: deeds.filter((deed) => !heard.includes(deed)),
    answered: heard.length - refused - faults.length,
    refused,
    refusals,
    acknowledged: { median: times[Math.floor(times.length / 2)] ?? 0, most: times.at(-1) ?? 0 },
    toldTwice,
    faults,
  };
}

/** Why it was not answered once; counted are the requests that Discord took. */
function faultOf({ exchange, who }: Deed, calls: readonly ApiCall[]): string | undefined {
  const story = calls.map(({ method, status, path }) => `${method} …/${path.split('/')[4] ?? ''} ${status}`);
  let answers = 0;
  for (const call of calls.filter(({ status }) => status < 300)) {
    if (call.method === 'DELETE' && answers > 0) return `an answer was taken back: ${story.join(', ')}`;
    if (isAnswer(call)) answers += 1;
  }
  if (answers !== 1) return `answered ${answers} times: ${story.join(', ')}`;
  const seen = exchange.visibleTo(who);
  if (seen.length > 1) return `${seen.length} messages are to be seen`;
  return seen.some(isEmpty) ? 'the answer says nothing' : undefined;
}

/** The whole story of {@link Verdict.toldTwice}, and no other. */
function isToldTwice(calls: readonly ApiCall[]): boolean {
  const steps = calls.map(({ method, status }) => `${method} ${status}`);
  const [first, second] = calls.filter((call) => isAnswer(call)).map(({ payload }) => payload as Refusal);
  return (
    steps.join(', ') === 'POST 204, DELETE 204, POST 200, GET 404, POST 200' &&
    [first, second].every((refusal) => refusal?.flags === MessageFlags.Ephemeral) &&
    second?.embeds?.[0]?.description?.includes(RESTARTED) === true
  );
}

interface Refusal {
  flags?: number;
  embeds?: { description?: string }[];
}

function isAnswer({ method, path, payload }: ApiCall): boolean {
  if (method === 'GET' || method === 'DELETE') return false;
  if (!path.endsWith('/callback')) return true;
  return !DEFERRALS.includes((payload as { type: number }).type);
}

const isEmpty = ({ content, embeds, loading }: StoredMessage) =>
  loading || (content === '' && !embeds.length);

/** The words in which it was refused. */
function refusalOf({ exchange, deletion }: Deed): string | undefined {
  const shown = [...exchange.messages, ...(deletion ? [deletion.question] : [])].filter(
    ({ deleted }) => !deleted,
  );
  const embed = shown
    .flatMap(({ embeds }) => embeds)
    .find(
      ({ color, title }) => title === undefined && (color === COLOURS.warning || color === COLOURS.danger),
    );
  return embed?.description;
}
