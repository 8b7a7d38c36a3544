/** Discord's markdown as far as the bot and the sandbox's members use it, read into a tree; nothing is HTML. */

export type Inline =
  | { type: 'text'; text: string }
  | { type: 'code'; text: string }
  | { type: 'bold' | 'italic' | 'underline' | 'strike'; children: readonly Inline[] }
  /** A mention of a user. */
  | { type: 'user'; id: string }
  /** A mention of a slash command. */
  | { type: 'command'; name: string; id: string }
  | { type: 'time'; seconds: number; style: TimeStyle };

export type Block =
  { type: 'line' | 'subtext'; children: readonly Inline[] } | { type: 'code block'; text: string };

/** Style of a timestamp, such as the R of `<t:0:R>`; see Discord's message formatting. */
export type TimeStyle = 't' | 'T' | 'd' | 'D' | 'f' | 'F' | 'R';

const CODE_BLOCK = /```(?:[a-z0-9_+-]+\n)?\n*([\s\S]+?)\n*```\n?/i;

/** Reads a text of one line or more. */
export function parseMarkdown(text: string): readonly Block[] {
  const block = CODE_BLOCK.exec(text);
  if (!block) return text === '' ? [] : text.split('\n').map(parseLine);
  const before = text.slice(0, block.index).replace(/\n$/, '');
  return [
    ...parseMarkdown(before),
    { type: 'code block', text: block[1]! },
    ...parseMarkdown(text.slice(block.index + block[0].length)),
  ];
}

function parseLine(line: string): Block {
  const subtext = /^-# +(.+)$/.exec(line);
  if (subtext) return { type: 'subtext', children: parseInline(subtext[1]!) };
  return { type: 'line', children: parseInline(line) };
}

interface Rule {
  /** Matches at the beginning of what is left. */
  pattern: RegExp;
  read: (match: RegExpExecArray) => Inline;
}

/** Within these, `\x` stands for x; the order matters. */
const RULES: readonly Rule[] = [
  { pattern: /^\\([^0-9A-Za-z\s])/, read: ([, text]) => ({ type: 'text', text: text! }) },
  { pattern: /^(`+)([\s\S]*?[^`])\1(?!`)/, read: ([, , text]) => ({ type: 'code', text: text!.trim() }) },
  { pattern: /^<@!?(\d+)>/, read: ([, id]) => ({ type: 'user', id: id! }) },
  {
    pattern: /^<\/([-_\p{L}\p{N}]{1,32}):(\d+)>/u,
    read: ([, name, id]) => ({ type: 'command', name: name!, id: id! }),
  },
  {
    pattern: /^<t:(-?\d{1,13})(?::([tTdDfFR]))?>/,
    read: ([, seconds, style]) => ({
      type: 'time',
      seconds: Number(seconds),
      style: (style ?? 'f') as TimeStyle,
    }),
  },
  { pattern: /^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/, read: nested('bold') },
  { pattern: /^__((?:\\[\s\S]|[^\\])+?)__(?!_)/, read: nested('underline') },
  { pattern: /^~~((?:\\[\s\S]|[^\\])+?)~~/, read: nested('strike') },
  { pattern: /^\*(?=\S)((?:\*\*|\\[\s\S]|[^\\*])+?)(?<!\s)\*(?!\*)/, read: nested('italic') },
  { pattern: /^_((?:__|\\[\s\S]|[^\\_])+?)_(?![0-9A-Za-z])/, read: nested('italic') },
];

/** What no rule begins with. */
const PLAIN = /^(?:[^\\`<*_~]+|[\s\S])/;

/** Reads text without blocks, such as a title. */
export function parseInline(text: string): readonly Inline[] {
  const read: Inline[] = [];
  let rest = text;
  while (rest !== '') {
    const [node, length] = next(rest, read.at(-1));
    const last = read.at(-1);
    if (node.type === 'text' && last?.type === 'text') {
      read[read.length - 1] = { type: 'text', text: last.text + node.text };
    } else {
      read.push(node);
    }
    rest = rest.slice(length);
  }
  return read;
}

function next(rest: string, before: Inline | undefined): [node: Inline, length: number] {
  // snake_case is no emphasis: an underscore opens it only at the beginning of a word.
  const inWord = rest.startsWith('_') && before?.type === 'text' && /[0-9A-Za-z]$/.test(before.text);
  if (!inWord) {
    for (const { pattern, read } of RULES) {
      const match = pattern.exec(rest);
      if (match) return [read(match), match[0].length];
    }
  }
  const text = PLAIN.exec(rest)![0];
  return [{ type: 'text', text }, text.length];
}

function nested(type: 'bold' | 'italic' | 'underline' | 'strike'): Rule['read'] {
  return ([, inner]) => ({ type, children: parseInline(inner!) });
}
