import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { packageRoot } from '../../src/process/package-root.js';

/**
 * A digest of the code that modules run, by which what it computed is found again: it changes with the modules
 * themselves, with every module that they import, and with the versions of packages; not with comments or types.
 *
 * @param entries - TypeScript modules.
 * @returns SHA-256 in lower-case hexadecimal.
 * @throws {Error} if a module that is imported is not there.
 */
export async function sourceDigest(...entries: readonly URL[]): Promise<string> {
  const sources = [...(await sourcesOf(...entries))].sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sources)).digest('hex');
}

/**
 * Modules and all that they import, at once or later: of modules the JavaScript without comments, by path relative to the
 * package's root, with `/` between parts; of packages the version, by name.
 */
export async function sourcesOf(...entries: readonly URL[]): Promise<Map<string, string>> {
  const sources = new Map<string, string>();
  const open = [...entries];
  for (let module = open.pop(); module; module = open.pop()) {
    const file = fileURLToPath(module);
    const name = relative(packageRoot(), file).split(sep).join('/');
    if (sources.has(name)) continue;
    const code = withoutTypes(await readFile(file, 'utf8'));
    sources.set(name, code);
    for (const { fileName: specifier } of ts.preProcessFile(code).importedFiles) {
      if (specifier.startsWith('.')) open.push(new URL(specifier.replace(/\.js$/, '.ts'), module));
      else await addPackage(specifier, sources);
    }
  }
  return sources;
}

/** What a module does: imports of types go with the types, so that they are followed no further. */
function withoutTypes(text: string): string {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext, removeComments: true },
  });
  return outputText;
}

/** Node's own modules are left out: they have no `package.json`. */
async function addPackage(specifier: string, sources: Map<string, string>): Promise<void> {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const manifest = join(packageRoot(), 'node_modules', name, 'package.json');
  if (sources.has(name) || !existsSync(manifest)) return;
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  sources.set(name, version);
}
