import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

/** What one file imports or loads of another file or of a package. */
export interface Import {
  readonly specifier: string;
  /** Path of the file from the repository's root; undefined for a package. */
  readonly target: string | undefined;
  readonly isTypeOnly: boolean;
  /** Whether it is the file of a worker, which is started, not imported. */
  readonly isStarted: boolean;
  /** Names in the file that they come from; `*` where they cannot be told. */
  readonly names: readonly string[];
}

/** A file of the program, as far as its imports and exports go. */
export interface SourceFile {
  /** From the repository's root. */
  readonly path: string;
  readonly imports: readonly Import[];
  readonly exports: readonly string[];
  /** Exported names that the file uses itself. */
  readonly usedNames: ReadonlySet<string>;
}

export const root = resolve(import.meta.dirname, '..');

/** Parses all sources of some folders; `skipped` are paths that begin so. */
export function readSourceFiles(
  folders: readonly string[],
  skipped: readonly string[] = [],
): SourceFile[] {
  const texts = readSourceTexts(folders, skipped);
  const known = new Set(texts.map(({ path }) => path));
  return texts.map(({ path, text }) => parseSource(path, text, (file) => known.has(file)));
}

/** Reads all TypeScript, JavaScript and Svelte files of some folders; `skipped` are paths that begin so. */
export function readSourceTexts(
  folders: readonly string[],
  skipped: readonly string[] = [],
): { readonly path: string; readonly text: string }[] {
  return folders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(ts|mjs|js|svelte)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !skipped.some((prefix) => path.startsWith(prefix)))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** Reads imports and exports of one file's text. */
export function parseSource(
  path: string,
  text: string,
  exists: (path: string) => boolean = () => true,
): SourceFile {
  const imports: Import[] = [];
  const exports: string[] = [];
  const add: Add = (specifier, names, { isTypeOnly = false, isStarted = false } = {}) => {
    const target = findTarget(path, specifier, exists);
    imports.push({ specifier, target, isTypeOnly, isStarted, names });
  };
  const script = path.endsWith('.svelte') ? readScripts(text, add) : text;
  const file = ts.createSourceFile('module.ts', script, ts.ScriptTarget.Latest, true);
  for (const statement of file.statements) readStatement(statement, add, exports);
  const visit = (node: ts.Node): void => {
    readLoading(node, add);
    ts.forEachChild(node, visit);
  };
  // Most files load nothing later, and looking at every node takes a while.
  if (/\bimport\(|new URL\(/.test(script)) visit(file);
  // What a component exports is for whoever binds it.
  if (path.endsWith('.svelte')) return { path, imports, exports: [], usedNames: new Set() };
  const isUsed = (name: string): boolean => [...script.matchAll(wordOf(name))].length > 1;
  return { path, imports, exports, usedNames: new Set(exports.filter(isUsed)) };
}

/** A name as a word in code, not in a comment. */
function wordOf(name: string): RegExp {
  return new RegExp(
    `(?<!^\\s*(//|/?\\*).*)(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`,
    'gm',
  );
}

type Add = (
  specifier: string,
  names: readonly string[],
  how?: { readonly isTypeOnly?: boolean; readonly isStarted?: boolean },
) => void;

/** The scripts of a component; what its markup loads (`{#await import('./x.svelte')}`) is added. */
function readScripts(text: string, add: Add): string {
  const blocks = /<script[^>]*>([^]*?)<\/script>/g;
  const markup = text.replace(blocks, '');
  for (const [, specifier = ''] of markup.matchAll(/import\(\s*'([^']+)'\s*\)/g)) {
    add(specifier, ['default']);
  }
  return [...text.matchAll(blocks)].map(([, script]) => script).join('\n');
}

function findTarget(
  path: string,
  specifier: string,
  exists: (path: string) => boolean,
): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const base = relative(root, resolve(root, dirname(path), specifier.replace(/\?.*$/, '')));
  return [base, `${base}.ts`, `${base}.mjs`].find(exists) ?? base;
}

/** Static imports and exports. */
function readStatement(node: ts.Node, add: Add, exports: string[]): void {
  if (ts.isImportDeclaration(node)) {
    const clause = node.importClause;
    const bindings = clause?.namedBindings;
    const elements = bindings && ts.isNamedImports(bindings) ? bindings.elements : [];
    add(
      textOf(node.moduleSpecifier),
      [
        ...(clause?.name ? ['default'] : []),
        ...(bindings && ts.isNamespaceImport(bindings) ? ['*'] : []),
        ...elements.map(({ name, propertyName }) => (propertyName ?? name).text),
      ],
      {
        isTypeOnly:
          clause?.phaseModifier === ts.SyntaxKind.TypeKeyword ||
          (elements.length > 0 && !clause?.name && elements.every((one) => one.isTypeOnly)),
      },
    );
  } else if (ts.isExportDeclaration(node)) {
    const elements =
      node.exportClause && ts.isNamedExports(node.exportClause) ? node.exportClause.elements : [];
    exports.push(...elements.map(({ name }) => name.text));
    if (node.moduleSpecifier === undefined) return;
    const names = elements.map(({ name, propertyName }) => (propertyName ?? name).text);
    add(textOf(node.moduleSpecifier), elements.length === 0 ? ['*'] : names, {
      isTypeOnly: node.isTypeOnly,
    });
  } else if (isExported(node)) {
    exports.push(...declaredNames(node));
  }
}

function isExported(node: ts.Node): boolean {
  const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
  const has = (kind: ts.SyntaxKind) => modifiers.some((modifier) => modifier.kind === kind);
  return has(ts.SyntaxKind.ExportKeyword) && !has(ts.SyntaxKind.DefaultKeyword);
}

function declaredNames(node: ts.Node): string[] {
  if (ts.isVariableStatement(node)) {
    return node.declarationList.declarations.flatMap(({ name }) => namesOf(name));
  }
  const { name } = node as ts.Node & { readonly name?: ts.Node };
  return name !== undefined && ts.isIdentifier(name) ? [name.text] : [];
}

/** Modules that are loaded when they are needed, started as workers, or named for their types. */
function readLoading(node: ts.Node, add: Add): void {
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [specifier] = node.arguments;
    if (specifier && ts.isStringLiteralLike(specifier)) add(specifier.text, loadedNames(node));
  } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    const { qualifier } = node;
    const name = qualifier && ts.isIdentifier(qualifier) ? qualifier.text : '*';
    add(textOf(node.argument.literal), [name], { isTypeOnly: true });
  } else if (ts.isNewExpression(node) && node.expression.getText() === 'URL') {
    const [specifier, base] = node.arguments ?? [];
    const isSource =
      specifier !== undefined &&
      ts.isStringLiteralLike(specifier) &&
      base?.getText() === 'import.meta.url' &&
      /\.(ts|mjs|js)$/.test(specifier.text);
    if (isSource) add(specifier.text, ['*'], { isStarted: true });
  }
}

/** The names that `await import(…)` or `import(…).then(…)` takes. */
function loadedNames(call: ts.CallExpression): readonly string[] {
  let outer: ts.Node = call.parent;
  while (ts.isAwaitExpression(outer) || ts.isParenthesizedExpression(outer)) outer = outer.parent;
  if (ts.isVariableDeclaration(outer)) return patternNames(outer.name);
  if (!ts.isPropertyAccessExpression(outer)) return ['*'];
  if (outer.name.text !== 'then') return [outer.name.text];
  const [callback] = ts.isCallExpression(outer.parent) ? outer.parent.arguments : [];
  const [parameter] = callback && ts.isArrowFunction(callback) ? callback.parameters : [];
  return parameter ? patternNames(parameter.name) : ['*'];
}

function patternNames(pattern: ts.BindingName): readonly string[] {
  if (!ts.isObjectBindingPattern(pattern)) return ['*'];
  return pattern.elements.map(({ name, propertyName }) => (propertyName ?? name).getText());
}

function namesOf(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : namesOf(element.name),
  );
}

function textOf(node: ts.Node): string {
  return ts.isStringLiteralLike(node) ? node.text : '';
}
