import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { builtinModules } from 'node:module';
import { describe, expect, it } from 'vitest';
import { messageCommands, slashCommands } from '../../commands/registry.js';
import { packageRoot } from '../../src/process/package-root.js';

const ROOT = packageRoot();

/**
 * The import table: what a folder may take from this project (by path prefix) and from packages. Type-only
 * imports count too, so that the picture of who knows whom stays true.
 */
const RULES: Record<string, { own: string[]; packages: string[] }> = {
  'src/domain': { own: [], packages: [] },
  'src/features': { own: ['src/domain'], packages: ['meyda'] },
  'src/views': {
    own: ['src/domain'],
    packages: [
      'discord.js',
      'echarts',
      '@resvg/resvg-js',
      '@twemoji/svg',
      '@expo-google-fonts/inter',
      'cli-table3',
      'node:*',
    ],
  },
  'src/store': {
    own: ['src/domain', 'src/usecases/ports.ts'],
    packages: ['keyv', '@keyv/*', 'pg', '@aws-sdk/client-s3', 'lru-cache', 'p-queue', 'p-retry', 'node:*'],
  },
  'src/audio': {
    own: ['src/domain', 'src/usecases/ports.ts'],
    packages: ['prism-media', 'undici', 'p-queue', 'ffmpeg-static', '@ffmpeg-installer/ffmpeg', 'node:*'],
  },
  'src/classifier': { own: ['src/domain', 'src/features'], packages: ['@tensorflow/*', 'zod', 'node:*'] },
  'src/inference': {
    own: ['src/domain', 'src/usecases/ports.ts', 'src/features', 'src/classifier'],
    packages: ['p-queue', 'piscina', 'node:*'],
  },
  'src/queue': {
    own: ['src/domain', 'src/usecases/ports.ts'],
    packages: ['bullmq', 'ioredis', 'pino', 'zod', 'node:*'],
  },
  'src/usecases': { own: ['src/domain', 'src/features'], packages: ['p-queue'] },
  'src/cluster': {
    own: ['src/discord/ledger.ts'],
    packages: ['ioredis', 'discord.js', 'node:*'],
  },
  'src/monitor': {
    own: ['src/domain', 'src/usecases', 'src/discord/dispatcher.ts'],
    packages: ['prom-client', 'discord.js', 'node:*'],
  },
  'src/discord': {
    own: ['commands', 'src/views', 'src/domain', 'src/usecases'],
    packages: ['discord.js', 'pino', 'rate-limiter-flexible', 'node:*'],
  },
  'src/sandbox': {
    own: ['src/bot.ts', 'src/config.ts', 'src/logger.ts', 'src/package-root.ts', 'src/discord/registry.ts'],
    packages: ['discord.js', 'ws', 'zod', 'pino', 'node:*'],
  },
  'src/sandbox/page': {
    own: ['src/sandbox/protocol.ts', 'src/domain'],
    packages: ['lit', '@twemoji/svg', 'discord.js'],
  },
  commands: {
    own: [
      'src/discord/attachments.ts',
      'src/discord/clip-option.ts',
      'src/discord/command.ts',
      'src/domain',
      'src/usecases/use-cases.ts',
      'src/views',
    ],
    packages: ['discord.js'],
  },
  model: {
    own: [
      'src/config.ts',
      'src/package-root.ts',
      'src/domain',
      'src/audio',
      'src/features',
      'src/classifier',
      'src/inference/worker-threads.ts',
    ],
    packages: ['*'],
  },
  bench: { own: ['src', 'test/helpers'], packages: ['cli-table3', 'node:*'] },
  src: { own: ['src'], packages: ['*'] },
};

/** Runs in the browser, apart from everything else. */
const BROWSER_CODE = 'src/sandbox/page';

interface Import {
  from: string;
  what: string;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => folder === BROWSER_CODE || !file.startsWith(`${BROWSER_CODE}/`));
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

const isOwn = (what: string) => /^(src|commands|model|bench|test|data)\//.test(what);

/** Everything of this project and from packages that is loaded along with a file. */
function loadedWith(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  if (!isOwn(file)) return seen;
  const text = readFileSync(join(ROOT, file), 'utf8');
  for (const [, named, bare] of text.matchAll(
    /^(?:import|export)(?! type)\s[^;]*?from '([^']+)'|^import '([^']+)'/gm,
  )) {
    loadedWith(resolve(file, (named ?? bare)!), seen);
  }
  return seen;
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
    ['src/detect.ts', ['discord.js', 'undici', 'echarts', '@resvg/resvg-js', 'keyv']],
    ['src/main.ts', ['src/bot.ts', 'src/sandbox/start.ts', 'discord.js', ...engines]],
    ['src/bot.ts', ['undici', 'echarts', '@resvg/resvg-js', '@tensorflow/tfjs-core', ...engines]],
  ])('%s does not wait for what it may not need', (file, spared) => {
    const loaded = loadedWith(file);
    expect(spared.filter((what) => loaded.has(what))).toEqual([]);
  });
});

describe('the import table', () => {
  const folders = Object.keys(RULES);

  it('covers every folder of src', () => {
    const there = readdirSync(join(ROOT, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `src/${entry.name}`);
    expect(there.filter((folder) => !folders.includes(folder))).toEqual([]);
  });

  it.each(folders)('%s imports only what it may', (folder) => {
    const rule = RULES[folder]!;
    const files = sourceFiles(folder).filter((file) => folder !== 'src' || file.split('/').length === 2);
    const forbidden = files.flatMap(importsOf).filter(({ what }) => {
      if (isOwn(what)) return ![folder, ...rule.own].some((pattern) => matches(what, pattern));
      return !rule.packages.some((pattern) => matches(what, pattern));
    });
    expect(files.length).toBeGreaterThan(0);
    expect(forbidden).toEqual([]);
  });

  it('lets nothing but the start file know of the sandbox', () => {
    const files = ['src', 'commands', 'model'].flatMap(sourceFiles);
    const outside = files.filter((file) => !file.startsWith('src/sandbox/'));
    const importers = outside.flatMap(importsOf).filter(({ what }) => matches(what, 'src/sandbox'));
    expect(importers.map(({ from }) => from)).toEqual(['src/main.ts']);
  });

  it('loads the queue only where there is one', () => {
    const importers = sourceFiles('src').filter((file) => {
      const text = readFileSync(join(ROOT, file), 'utf8');
      return !file.startsWith('src/queue/') && /^import .* from '[^']*\/queue\//m.test(text);
    });
    expect(importers).toEqual(['src/worker.ts']);
  });

  it('lets nothing but the start files read the environment', () => {
    const readers = [...sourceFiles('src'), ...sourceFiles('commands')].filter((file) =>
      readFileSync(join(ROOT, file), 'utf8').includes('process.env'),
    );
    // The classifier's backend tells TensorFlow's library, which reads the environment itself, to be quiet.
    expect(readers.sort()).toEqual(['src/classifier/backend.ts', 'src/config.ts']);
  });
});

describe('the registry', () => {
  it('lists each file of commands/ once', () => {
    expect(sourceFiles('commands')).toHaveLength(slashCommands.length + messageCommands.length);
  });

  it('has commands of different names', () => {
    const names = [...slashCommands, ...messageCommands].map(({ data }) => data.name);
    expect(names).toEqual([
      'upload',
      'list',
      'detect',
      'play',
      'delete',
      'forget-me',
      'help',
      'Detect emotion',
    ]);
  });
});
