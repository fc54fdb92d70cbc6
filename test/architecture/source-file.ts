/**
 * What the architecture rules know of a source file: what it imports, which globals and keywords it uses as values,
 * and which forms of declaration. Read from its syntax tree, so that comments, strings and property names do not count.
 */

import { parseSync } from '@swc/core';

export interface Import {
  readonly specifier: string;
  /** Erased by the compiler: it says what something is, and runs nothing. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** From the root of the workspace, with slashes. */
  readonly path: string;
  readonly imports: readonly Import[];
  /** Identifiers and `object.property` pairs used as values; `async`, `await`; `type X` for types. */
  readonly uses: ReadonlySet<string>;
  readonly forms: ReadonlySet<'default export' | 'enum' | 'namespace'>;
}

type Syntax = Readonly<Record<string, unknown>>;

interface Facts {
  readonly imports: Import[];
  readonly uses: Set<string>;
  readonly forms: Set<'default export' | 'enum' | 'namespace'>;
}

export const parseSource = (path: string, text: string): SourceFile => {
  const facts: Facts = { imports: [], uses: new Set(), forms: new Set() };
  visit(parseSync(text, { syntax: 'typescript', target: 'es2022' }), facts);
  return { path, ...facts };
};

const isSyntax = (value: unknown): value is Syntax => typeof value === 'object' && value !== null;

const visit = (value: unknown, facts: Facts): void => {
  if (Array.isArray(value)) for (const each of value) visit(each, facts);
  else if (isSyntax(value)) visitNode(value, facts);
};

const visitNode = (node: Syntax, facts: Facts): void => {
  const type = String(node['type']);
  note[type]?.(node, facts);
  if (node['async'] === true) facts.uses.add('async');
  const names = unvisited[type] ?? [];
  for (const [name, child] of Object.entries(node)) {
    // A name is not a use of the global that is called the same; a computed one is an expression.
    const isName = names.includes(name) && isSyntax(child) && child['type'] !== 'Computed';
    if (!isName) visit(child, facts);
  }
};

/** Children that are names, not expressions. */
const unvisited: Readonly<Record<string, readonly string[]>> = {
  MemberExpression: ['property'],
  SuperPropExpression: ['property'],
  KeyValueProperty: ['key'],
  KeyValuePatternProperty: ['key'],
  MethodProperty: ['key'],
  GetterProperty: ['key'],
  SetterProperty: ['key'],
  ClassMethod: ['key'],
  ClassProperty: ['key'],
  TsPropertySignature: ['key'],
  TsMethodSignature: ['key'],
  TsGetterSignature: ['key'],
  TsTypeReference: ['typeName'],
  ImportSpecifier: ['imported'],
};

const nameOf = (node: unknown): string =>
  isSyntax(node) && typeof node['value'] === 'string' ? node['value'] : '?';

const noteImport = (node: Syntax, facts: Facts): void => {
  if (!isSyntax(node['source'])) return;
  facts.imports.push({ specifier: nameOf(node['source']), typeOnly: isTypeOnly(node) });
};

/** `import type { … }`, and an import of nothing but `type` names. */
const isTypeOnly = (node: Syntax): boolean => {
  const specifiers = Array.isArray(node['specifiers']) ? (node['specifiers'] as Syntax[]) : [];
  const all = specifiers.length > 0 && specifiers.every((specifier) => specifier['isTypeOnly'] === true);
  return node['typeOnly'] === true || all;
};

const noteMember = (node: Syntax, facts: Facts): void => {
  if (isSyntax(node['object']) && node['object']['type'] === 'Identifier') {
    facts.uses.add(`${nameOf(node['object'])}.${nameOf(node['property'])}`);
  }
};

const noteCall = (node: Syntax, facts: Facts): void => {
  if (!isSyntax(node['callee']) || node['callee']['type'] !== 'Import') return;
  const [first] = node['arguments'] as Syntax[];
  facts.imports.push({ specifier: nameOf(first?.['expression']), typeOnly: false });
};

/** By type of node. */
const note: Readonly<Record<string, (node: Syntax, facts: Facts) => void>> = {
  ImportDeclaration: noteImport,
  ExportAllDeclaration: noteImport,
  ExportNamedDeclaration: noteImport,
  CallExpression: noteCall,
  MemberExpression: noteMember,
  Identifier: (node, { uses }) => uses.add(nameOf(node)),
  TsTypeReference: (node, { uses }) => uses.add(`type ${nameOf(node['typeName'])}`),
  TsImportType: (node, { imports }) => imports.push({ specifier: nameOf(node['argument']), typeOnly: true }),
  AwaitExpression: (_node, { uses }) => uses.add('await'),
  ForOfStatement: (node, { uses }) => {
    if (node['await'] === true) uses.add('await');
  },
  ExportDefaultExpression: (_node, { forms }) => forms.add('default export'),
  ExportDefaultDeclaration: (_node, { forms }) => forms.add('default export'),
  TsEnumDeclaration: (_node, { forms }) => forms.add('enum'),
  TsModuleDeclaration: (_node, { forms }) => forms.add('namespace'),
};
