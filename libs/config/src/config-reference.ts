import type { z } from 'zod';
import { configJsonSchema } from './config-schema.ts';

interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

/** A place in the configuration, and everything that may stand there: several nodes where sections are alternatives. */
interface Setting {
  readonly path: string;
  readonly nodes: SchemaNode[];
  /** `required`, `required for …` in some alternatives only, or nothing. */
  need: string;
}

/** A Markdown table of all settings, from the same declaration: field, what it takes, default, meaning, example. */
export function configReference(schema: z.ZodType): string {
  const settings = new Map<string, Setting>();
  visit([configJsonSchema(schema, { title: '' }) as SchemaNode], '', settings);
  const rows = [...settings.values()].map(row);
  return ['| setting | takes | default | meaning | example |', '|---|---|---|---|---|', ...rows].join('\n') + '\n';
}

function visit(nodes: readonly SchemaNode[], path: string, settings: Map<string, Setting>): void {
  const alternatives = nodes.flatMap(alternativesOf);
  const children = new Map<string, Setting>();
  for (const alternative of alternatives) {
    for (const [key, node] of Object.entries(alternative.properties ?? {})) {
      const childPath = path === '' ? key : `${path}.${key}`;
      const child = children.get(key) ?? { path: childPath, nodes: [], need: '' };
      child.nodes.push(node);
      if (alternative.required?.includes(key)) child.need = needOf(key, alternatives);
      children.set(key, child);
    }
    const { additionalProperties } = alternative;
    if (typeof additionalProperties === 'object') visit([additionalProperties], `${path}.<name>`, settings);
  }
  for (const child of children.values()) {
    settings.set(child.path, child);
    visit(child.nodes, child.path, settings);
  }
  const items = alternatives.flatMap((alternative) => alternative.items ?? []);
  if (items.length > 0) visit(items, `${path}[]`, settings);
}

function alternativesOf(node: SchemaNode): readonly SchemaNode[] {
  return (node.oneOf ?? node.anyOf)?.flatMap(alternativesOf) ?? [node];
}

/** A setting that only some alternatives have is required for those. */
function needOf(key: string, alternatives: readonly SchemaNode[]): string {
  if (alternatives.every(({ required }) => required?.includes(key))) return 'required';
  const having = alternatives.filter(({ required }) => required?.includes(key)).map(nameOf);
  return having.includes(undefined) ? 'required' : `required for ${having.join(', ')}`;
}

/** What an alternative is told from the others by. */
function nameOf({ properties }: SchemaNode): string | undefined {
  const tag = Object.values(properties ?? {}).find((node) => node.const !== undefined);
  return tag && `\`${String(tag.const)}\``;
}

function row({ path, nodes, need }: Setting): string {
  const pick = <Key extends keyof SchemaNode>(key: Key): SchemaNode[Key] | undefined => nodes.find((node) => node[key] !== undefined)?.[key];
  const fallback = pick('default');
  const example = pick('examples')?.[0] ?? nodes.find(({ items }) => items?.examples)?.items?.examples?.[0];
  const cells = [
    `\`${path}\``,
    unique(nodes.map(takes)),
    fallback === undefined ? need : isSection(fallback) ? '' : `\`${JSON.stringify(fallback)}\``,
    pick('description') ?? '',
    example === undefined ? '' : `\`${String(example)}\``,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}

/** `{}` as a default only says that every setting below has one of its own. */
function isSection(fallback: unknown): boolean {
  return typeof fallback === 'object' && fallback !== null && !Array.isArray(fallback) && Object.keys(fallback).length === 0;
}

function takes(node: SchemaNode): string {
  if (node.enum) return node.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (node.const !== undefined) return `\`${String(node.const)}\``;
  if (node.items) return `list of ${takes(node.items)}`;
  const alternatives = node.oneOf ?? node.anyOf;
  if (alternatives) return unique(alternatives.map(takes), ' or ');
  const type = String(node.type ?? '');
  return { string: 'text', integer: 'whole number', object: 'mapping', boolean: '`true`, `false`' }[type] ?? (type || 'anything');
}

function unique(texts: readonly string[], separator = ', '): string {
  return [...new Set(texts)].join(separator);
}
