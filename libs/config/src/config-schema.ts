import { z } from 'zod';

export interface JsonSchemaOptions {
  readonly title: string;
  /** Helm reads draft-07; editors read both. */
  readonly draft?: 'draft-07' | 'draft-2020-12';
}

/** The JSON Schema of what a person writes (durations and sizes as text), for editors and for charts. */
export function configJsonSchema(schema: z.ZodType, { title, draft = 'draft-2020-12' }: JsonSchemaOptions): Record<string, unknown> {
  return { ...z.toJSONSchema(schema, { io: 'input', target: draft === 'draft-07' ? 'draft-7' : 'draft-2020-12', unrepresentable: 'any' }), title };
}

interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

/** A Markdown table of all settings, from the same declaration: field, what it takes, default, meaning. */
export function configReference(schema: z.ZodType): string {
  const rows: string[] = [];
  walk(configJsonSchema(schema, { title: '' }) as SchemaNode, '', true, rows);
  return ['| setting | takes | default | meaning |', '|---|---|---|---|', ...rows].join('\n') + '\n';
}

function walk(node: SchemaNode, path: string, required: boolean, rows: string[]): void {
  const alternatives = node.oneOf ?? node.anyOf;
  if (path !== '' && (node.description || !node.properties)) rows.push(row(node, path, required));
  for (const alternative of alternatives ?? []) if (alternative.properties) walkProperties(alternative, path, rows);
  walkProperties(node, path, rows);
  if (node.items) walkProperties(node.items, `${path}[]`, rows);
}

function walkProperties(node: SchemaNode, path: string, rows: string[]): void {
  for (const [key, child] of Object.entries(node.properties ?? {})) {
    const childPath = path === '' ? key : `${path}.${key}`;
    if (rows.some((existing) => existing.startsWith(`| \`${childPath}\` `))) continue;
    walk(child, childPath, node.required?.includes(key) ?? false, rows);
  }
}

function row(node: SchemaNode, path: string, required: boolean): string {
  const fallback = node.default === undefined ? (required ? 'required' : '') : `\`${JSON.stringify(node.default)}\``;
  return `| \`${path}\` | ${takes(node)} | ${fallback} | ${(node.description ?? '').replaceAll('|', '\\|').replaceAll('\n', ' ')} |`;
}

function takes(node: SchemaNode): string {
  if (node.enum) return node.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (node.const !== undefined) return `\`${String(node.const)}\``;
  if (node.items) return `list of ${takes(node.items)}`;
  const alternatives = node.oneOf ?? node.anyOf;
  if (alternatives) return [...new Set(alternatives.map(takes))].join(' or ');
  return { string: 'text', integer: 'whole number', object: 'mapping', boolean: '`true`, `false`' }[node.type ?? ''] ?? node.type ?? 'anything';
}
