import { describe, expect, it } from 'vitest';
import { parseInline, parseMarkdown, type Inline } from '../../../page/logic/markdown.js';

const text = (content: string): Inline => ({ type: 'text', text: content });

describe('parseInline', () => {
  it.each<[string, Inline[]]>([
    ['plain', [text('plain')]],
    [
      '**bold** and *italic*',
      [
        { type: 'bold', children: [text('bold')] },
        text(' and '),
        { type: 'italic', children: [text('italic')] },
      ],
    ],
    [
      '__under__ ~~gone~~ _so_',
      [
        { type: 'underline', children: [text('under')] },
        text(' '),
        { type: 'strike', children: [text('gone')] },
        text(' '),
        { type: 'italic', children: [text('so')] },
      ],
    ],
    [
      '**a *b* c**',
      [{ type: 'bold', children: [text('a '), { type: 'italic', children: [text('b')] }, text(' c')] }],
    ],
    ['use `/upload **x**`', [text('use '), { type: 'code', text: '/upload **x**' }]],
    ['<@!42> and <@7>', [{ type: 'user', id: '42' }, text(' and '), { type: 'user', id: '7' }]],
    ['<t:1700000000:R>', [{ type: 'time', seconds: 1_700_000_000, style: 'R' }]],
    ['</my-data:42> </no>', [{ type: 'command', name: 'my-data', id: '42' }, text(' </no>')]],
    ['<t:0>', [{ type: 'time', seconds: 0, style: 'f' }]],
    ['snake_case_name 2 * 3 * 4', [text('snake_case_name 2 * 3 * 4')]],
    ['**open `too', [text('**open `too')]],
    ['<img src=x onerror=alert(1)>', [text('<img src=x onerror=alert(1)>')]],
  ])('reads %j', (source, tree) => {
    expect(parseInline(source)).toEqual(tree);
  });

  it('reads long and hostile text in good time', () => {
    const hostile = '*'.repeat(2000) + '_a'.repeat(1000) + '<t:'.repeat(500);
    const startedAt = performance.now();
    parseInline(hostile);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});

describe('parseMarkdown', () => {
  it('keeps lines, empty ones included', () => {
    expect(parseMarkdown('a\n\nb')).toEqual([
      { type: 'line', children: [text('a')] },
      { type: 'line', children: [] },
      { type: 'line', children: [text('b')] },
    ]);
  });

  it('reads subtext and blocks of code', () => {
    expect(parseMarkdown('-# small\n```ts\nconst a = `**`;\n```\nend')).toEqual([
      { type: 'subtext', children: [text('small')] },
      { type: 'code block', text: 'const a = `**`;' },
      { type: 'line', children: [text('end')] },
    ]);
  });

  it('makes nothing of nothing', () => {
    expect(parseMarkdown('')).toEqual([]);
  });
});
