import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanFileName, cleanName } from '../../../src/domain/names.js';
import { parseInline } from '../../../packages/sandbox/page/logic/markdown.js';
import { clipChoices } from '../../../src/views/choices.js';
import { clipList } from '../../../src/views/clip-list.js';
import { deleted, deleteQuestion } from '../../../src/views/delete-confirmation.js';
import type { Payload } from '../../../src/views/payload.js';
import { playMessage } from '../../../src/views/play-message.js';
import { safeText } from '../../../src/views/safe-text.js';
import { uploadCard } from '../../../src/views/upload-card.js';
import { ALICE, clip, detection, RULES } from '../../helpers/builders.js';

const FRAGMENTS = [
  ...[
    '@everyone',
    '@here',
    '<@1>',
    '<@!1>',
    '<@&1>',
    '<#1>',
    '</list:1>',
    '<t:1:R>',
    '<:a:1>',
    '<a:b:1>',
    '<id:guide>',
  ],
  ...[
    '*',
    '**',
    '***',
    '_',
    '__',
    '~~',
    '||',
    '`',
    '```',
    '\\',
    '> ',
    '>>> ',
    '# ',
    '-# ',
    '- ',
    '1. ',
    '\n',
    '\r',
  ],
  ...[
    '[a](https://evil.example)',
    'https://evil.example',
    '<https://evil.example>',
    'http://',
    'discord.gg/abc',
  ],
  ...['../', '..\\', '/etc/passwd', 'C:\\', '%00', '"', "'", ';', '\u0000', '\u0007', '\u001b[31m', '\u009b'],
  ...[
    '\u202e',
    '\u2066',
    '\u200f',
    '\u200b',
    '\u200d',
    '\ufeff',
    '\u3164',
    '\u2800',
    '\ufe0f',
    '\ud800',
    '\udfff',
  ],
  ...['e\u0301\u0302\u0303', '🏳️‍🌈', '👨‍👩‍👧', '🇵🇱', '\u{e0041}', '\u{1d160}', 'ﷺ', 'x'.repeat(300), ''],
];
const names = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...FRAGMENTS) }, fc.string({ unit: 'binary' })))
  .map((parts) => parts.join(''));

/** Whatever the eye must not meet: controls, marks of direction, halves of characters. */
const UNSEEN = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** What Discord shows of a text without blocks; it throws where it would show more than text. */
function shown(text: string): string {
  const nodes = parseInline(text);
  expect(nodes.map(({ type }) => type)).toEqual(nodes.map(() => 'text'));
  return nodes
    .map((node) => (node as { text: string }).text)
    .join('')
    .replaceAll('\u2060', '');
}

/** A payload as Discord would get it: discord.js checks its limits on the way. */
const json = ({ embeds = [], components = [] }: Payload) =>
  JSON.stringify([...embeds, ...components].map((part) => (part as { toJSON(): unknown }).toJSON()));

describe('text that was made safe', () => {
  it.each(['**bold** _it_ `code`', '<@123> <t:0>', '# a', '- b', '[x](y)', '~~a~~ __b__ \\*', 'a_b_c'])(
    'shows %j as typed',
    (typed) => {
      expect(parseInline(safeText(typed))).toEqual([{ type: 'text', text: typed }]);
    },
  );
});

describe('a name of anyone’s making', () => {
  it('is shown as the text that it is', () => {
    fc.assert(
      fc.property(names, (typed) => {
        const name = cleanName(typed);
        if (name !== undefined) expect(shown(safeText(name))).toBe(name);
      }),
      { numRuns: 1000 },
    );
  });

  it('fits into every message, with nothing unseen', () => {
    fc.assert(
      fc.property(names, names, (typed, uploaded) => {
        const name = cleanName(typed) ?? 'clip';
        const named = clip({ name, originalFileName: cleanFileName(uploaded), detection: detection() });
        const page = { page: 0, pages: 2, total: 16, readerId: ALICE, uploaderId: undefined };
        const release = () => Promise.resolve();
        const playable = {
          clip: named,
          path: '/clip',
          fileName: named.originalFileName,
          compressed: true,
          converted: true,
          release,
        };
        const texts = [
          uploadCard(named, RULES),
          clipList({ ...page, clips: Array(8).fill(named) as (typeof named)[] }),
          deleteQuestion(named),
          deleted({ clip: named, isPending: false }),
          deleted({ clip: named, isPending: true }),
          playMessage(playable),
        ].map(json);
        for (const text of texts) {
          expect(text).not.toMatch(UNSEEN);
          // Labels of choices are plain text: nothing in them is a mention or a link.
          const marked = text.replace(/"label":"(\\.|[^"\\])*"/g, '');
          expect(marked).not.toMatch(/[^\\]@(everyone|here)|[^\\]<@&|[a-z]:\/\//);
        }
        expect(named.originalFileName).not.toMatch(/[/\\]/);
        for (const choice of clipChoices([named, { ...named, id: 'other' }])) {
          expect(choice.name).not.toMatch(UNSEEN);
          expect(choice.name.length).toBeLessThanOrEqual(100);
        }
      }),
      { numRuns: 200 },
    );
  });
});
