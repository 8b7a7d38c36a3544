import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { builtinModules } from 'node:module';
import { describe, expect, it } from 'vitest';
import { messageCommands, slashCommands } from '../../commands/registry.js';
import { packageRoot } from '../../src/process/package-root.js';
import { readImportTable } from '../helpers/import-table.js';

const ROOT = packageRoot();

/**
 * What each place may import, from the page that says so. Type-only imports count too, so that the picture of who
 * knows whom stays true.
 */
const RULES = readImportTable();

interface Import {
  from: string;
  what: string;
}

/** The `.ts` files of a folder and all below it; a file's own path gives that file. */
function sourceFiles(place: string): string[] {
  if (place.endsWith('.ts')) return [place];
  return readdirSync(join(ROOT, place), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const found = text.matchAll(
    /^(?:import|export)\s[^;]*?from '([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gm,
  );
  return [...found].map(([, statement, dynamic, bare]) => ({
    from: file,
    what: resolve(file, (statement ?? dynamic ?? bare)!),
  }));
}

function resolve(file: string, specifier: string): string {
  if (!specifier.startsWith('.')) {
    return builtinModules.includes(specifier) ? `node:${specifier}` : specifier;
  }
  return join(dirname(file), specifier).split(sep).join('/').replace(/\.js$/, '.ts');
}

function matches(what: string, pattern: string): boolean {
  if (pattern === '*') return true;
  if (pattern.endsWith('*')) return what.startsWith(pattern.slice(0, -1));
  return what === pattern || what.startsWith(`${pattern}/`);
}

const isOwn = (what: string) => /^(src|commands|packages|model|bench|test|data)\//.test(what);

/** What a file loads at once: its imports, but for types and for what is imported when it is needed. */
function valueImportsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const found = text.matchAll(/^(?:import|export)(?! type)\s[^;]*?from '([^']+)'|^import '([^']+)'/gm);
  return [...found].map(([, named, bare]) => resolve(file, (named ?? bare)!));
}

/** Everything of this project and from packages that is loaded along with a file. */
function loadedWith(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  if (isOwn(file)) for (const what of valueImportsOf(file)) loadedWith(what, seen);
  return seen;
}

/** What leads from a node back to itself, as the nodes on the way; `undefined` where nothing does. */
function findCircle(
  next: (node: string) => readonly string[],
  nodes: readonly string[],
): string[] | undefined {
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const following of next(node)) {
      const circle = visit(following, [...path, node]);
      if (circle) return circle;
    }
    done.add(node);
    return undefined;
  };
  return nodes.map((node) => visit(node, [])).find((circle) => circle !== undefined);
}

describe('what loads at once', () => {
  /** What only a bot needs that runs on engines of others, or is watched. */
  const engines = [
    'bullmq',
    'ioredis',
    'prom-client',
    'pg',
    '@keyv/postgres',
    '@keyv/redis',
    '@aws-sdk/client-s3',
  ];

  it.each([
    ['src/bin/programs/detect.ts', ['discord.js', 'undici', 'echarts', '@resvg/resvg-js', 'keyv']],
    ['src/bin/programs/main.ts', ['src/bot.ts', '@overtone/sandbox', 'discord.js', ...engines]],
    [
      'src/bot.ts',
      [
        'src/detector/queued-detector.ts',
        'undici',
        'echarts',
        '@resvg/resvg-js',
        '@tensorflow/tfjs-core',
        ...engines,
      ],
    ],
  ])('%s does not wait for what it may not need', (file, spared) => {
    const loaded = loadedWith(file);
    expect(spared.filter((what) => loaded.has(what))).toEqual([]);
  });
});

/** The rooms of the product, from the top down: imports run down this list alone. */
const ROOMS = RULES.map(({ place }) => place).filter((place) => /^(src|commands)(\/|$)/.test(place));

describe('the import table', () => {
  it('covers everything in src', () => {
    const there = readdirSync(join(ROOT, 'src'), { withFileTypes: true })
      .map(({ name }) => `src/${name}`)
      .filter((place) => !place.endsWith('.d.ts'));
    expect(there.filter((place) => !ROOMS.includes(place))).toEqual([]);
  });

  it.each(RULES)('$place imports only what it may', ({ place, own, packages }) => {
    const files = sourceFiles(place);
    const forbidden = files.flatMap(importsOf).filter(({ what }) => {
      if (isOwn(what)) return ![place, ...own].some((pattern) => matches(what, pattern));
      return !packages.some((pattern) => matches(what, pattern));
    });
    expect(files.length).toBeGreaterThan(0);
    expect(forbidden).toEqual([]);
  });

  it('lets imports run down alone', () => {
    const floorOf = (file: string) => ROOMS.findIndex((room) => matches(file, room));
    const upward = ROOMS.flatMap(sourceFiles)
      .flatMap(importsOf)
      .filter(({ from, what }) => floorOf(what) !== -1 && floorOf(what) < floorOf(from));
    expect(upward).toEqual([]);
  });

  it('has no circle of values', () => {
    const files = [
      'src',
      'commands',
      'model',
      'packages/discord-simulator/src',
      'packages/sandbox/src',
      'packages/sandbox/page',
    ];
    const circle = findCircle(
      (file) => (isOwn(file) ? valueImportsOf(file) : []),
      files.flatMap(sourceFiles),
    );
    expect(circle).toBeUndefined();
  });

  it('lets nothing but the start file know of the sandbox', () => {
    const files = ['src', 'commands', 'model'].flatMap(sourceFiles);
    const importers = files.flatMap(importsOf).filter(({ what }) => what === '@overtone/sandbox');
    expect(importers.map(({ from }) => from)).toEqual(['src/bin/programs/run-sandbox.ts']);
  });

  it('loads the queue only where there is one', () => {
    const importers = sourceFiles('src').filter((file) => {
      const text = readFileSync(join(ROOT, file), 'utf8');
      return !file.startsWith('src/queue/') && /^import .* from '[^']*\/queue\//m.test(text);
    });
    expect(importers.sort()).toEqual(['src/bin/programs/worker.ts', 'src/detector/queued-detector.ts']);
  });

  it('lets nothing but the start files read the environment', () => {
    const readers = [...sourceFiles('src'), ...sourceFiles('commands')].filter((file) =>
      readFileSync(join(ROOT, file), 'utf8').includes('process.env'),
    );
    // The classifier's backend tells TensorFlow's library, which reads the environment itself, to be quiet.
    expect(readers.sort()).toEqual(['src/classifier/backend.ts', 'src/process/config.ts']);
  });
});

describe('an install without development packages', () => {
  it('has all that building takes, types included', () => {
    const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { dev?: boolean }>;
    };
    const built = [
      'src',
      'commands',
      'packages/discord-simulator/src',
      'packages/sandbox/src',
      'packages/sandbox/page',
      'packages/sandbox/vite.config.ts',
    ];
    const imported = built
      .flatMap(sourceFiles)
      .flatMap(importsOf)
      .filter(({ what }) => !isOwn(what) && !what.startsWith('node:'))
      .map(({ what }) => /^(@[^/]+\/)?[^/]+/.exec(what)![0]);
    const types = ['node', ...imported].map((name) => `@types/${name.replace('@', '').replace('/', '__')}`);
    const needed = new Set(['typescript', 'vite', ...imported, ...types]);
    const missing = [...needed].filter((name) => packages[`node_modules/${name}`]?.dev);
    expect(imported).toContain('discord.js');
    expect(missing).toEqual([]);
  });
});

describe('the registry', () => {
  const commands = [...slashCommands, ...messageCommands];

  it('lists each file of commands/ once', () => {
    const files = sourceFiles('commands').filter((file) => file !== 'commands/registry.ts');
    expect(commands).toHaveLength(files.length);
    const named = importsOf('commands/registry.ts').map(({ what }) => what);
    expect(files.filter((file) => !named.includes(file))).toEqual([]);
  });

  it('has commands of different names', () => {
    const names = commands.map(({ data }) => data.name);
    expect(new Set(names).size).toBe(names.length);
  });
});
