import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { messageCommands, slashCommands } from '../../commands/registry.js';
import { ERROR_CODES } from '../../src/domain/errors.js';
import { packageRoot } from '../../src/process/package-root.js';

const ROOT = packageRoot();
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Folders that hold nothing of the repository's own. */
const FOREIGN = /^(\.git|data|shared|test-output|model\/checkpoints)$|(^|\/)(node_modules|dist)$/;
/** What only a build or a training makes. */
const MADE = /^(dist|packages\/[\w-]+\/dist|model\/checkpoints)(\/|$)/;

/** Every file of the repository, as a path from its root. */
function filesBelow(folder = ''): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name).split(sep).join('/');
    if (FOREIGN.test(path)) return [];
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

const files = filesBelow();
const pages = files.filter((file) => file.endsWith('.md'));
const names = new Set(files.map((file) => basename(file)));

/** What stands in backticks, but for blocks of code. */
function quotedIn(page: string): string[] {
  const prose = read(page).replace(/^ *```[\s\S]*?^ *```/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, text]) => text!);
}

/** A path is meant from the page's own folder, or from the root. */
const exists = (page: string, path: string): boolean =>
  MADE.test(path) || [dirname(page), '.'].some((folder) => existsSync(join(ROOT, folder, path)));

const isPath = (text: string): boolean =>
  /^(\.ci|\.github|src|commands|packages|model|bench|test|docs|deploy)\/[\w./-]+$/.test(text);
const isFileName = (text: string): boolean => /^[\w.-]+\.(ts|md|ya?ml|py|json)$/.test(text);

/** The heading's own address, as GitHub makes it. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
const anchorsOf = (page: string): string[] =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading!));

describe.each(pages)('%s', (page) => {
  it('links to what there is', () => {
    const links = [...read(page).matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)].map(
      ([, link, src]) => link ?? src!,
    );
    const dead = links
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [path = '', heading] = link.split('#');
        const target = path === '' ? page : join(dirname(page), path);
        if (!existsSync(join(ROOT, target))) return true;
        return heading !== undefined && !anchorsOf(target).includes(heading);
      });
    expect(dead).toEqual([]);
  });

  it('names files and folders that there are', () => {
    const quoted = quotedIn(page);
    const gone = [
      ...quoted.filter(isPath).filter((path) => !exists(page, path)),
      ...quoted.filter(isFileName).filter((name) => !names.has(name)),
    ];
    expect(gone).toEqual([]);
  });

  it('names scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...read(page).matchAll(/npm run (?:--\S+ )*([\w:-]+)/g)].map(([, script]) => script!);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });
});

/** A test of the configuration holds `.env.example` to what is read. */
const variables = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name!);

describe('docs/configuration.md', () => {
  it('describes every variable, and no other', () => {
    const rows = [...read('docs/configuration.md').matchAll(/^\| `([A-Z_]+)` /gm)].map(([, name]) => name!);
    expect(rows.sort()).toEqual(variables.sort());
  });
});

describe('what is written in capitals', () => {
  /** What libraries read themselves, and what tests and training do. */
  const others = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'DATASET_DIR', 'CHROMIUM_PATH'];

  it.each(pages.filter((page) => !page.startsWith('model/')))('is a variable or a code in %s', (page) => {
    const known = [...variables, ...ERROR_CODES, ...others];
    const capitals = quotedIn(page).filter((text) => /^[A-Z]+(_[A-Z]+)+$/.test(text));
    expect(capitals.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('README.md', () => {
  const rows = [...read('README.md').matchAll(/^\| (.+?) +\|/gm)].map(([, cell]) => cell!);

  it('describes every slash command with its options, and no other', () => {
    const described = rows.filter((cell) => cell.startsWith('`/'));
    const known = slashCommands.map(({ data }) => {
      const { name, options = [] } = data.toJSON();
      return ['', name, ...options.map((option) => option.name)].join(' ');
    });
    const words = (cell: string) =>
      cell
        .replace(/:<[^>]+>|`/g, '')
        .replace('/', ' ')
        .trimEnd();
    expect(described.map(words).sort()).toEqual(known.sort());
  });

  it('describes every command of a message’s menu, and no other', () => {
    const described = rows.flatMap((cell) => /\*\*Apps → (.+)\*\*/.exec(cell)?.[1] ?? []);
    expect(described.sort()).toEqual(messageCommands.map(({ data }) => data.name).sort());
  });
});
