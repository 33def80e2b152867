import { StreamError } from '@fleetlane/stream';
import { isMap, isPair, isScalar, LineCounter, parseDocument, type Document, type YAMLError } from 'yaml';

/** A YAML mapping, with the line of each of its settings. */
export interface YamlMapping {
  readonly value: Readonly<Record<string, unknown>>;
  /** Line of the field, or of the nearest one around it when it is not there. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
}

/** Reads YAML 1.2 that must hold one mapping. Throws `CONFIG_INVALID` with a line for each thing that is wrong. */
export function readYamlMapping(text: string, fileName: string): YamlMapping {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  // An unknown tag is a warning to the parser, but its author meant something by it that would not happen.
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    throw new StreamError('CONFIG_INVALID', faults.map((fault) => `${fileName}:${lines.linePos(fault.pos[0]).line} ${sentence(fault)}`).join('\n'));
  }
  const value = toValue(document, fileName);
  if (value === null || value === undefined) throw new StreamError('CONFIG_INVALID', `${fileName} is empty; write the settings that print-config-schema shows`);
  if (typeof value !== 'object' || Array.isArray(value)) throw new StreamError('CONFIG_INVALID', `${fileName}:1 is ${Array.isArray(value) ? 'a list' : 'a single value'} and not a mapping; write settings as "name: value"`);
  return { value: value as Record<string, unknown>, lineOf: (path) => lineOf(path, document, lines) };
}

function sentence({ code, message }: YAMLError): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'is indented with a tab; indent with spaces';
    case 'DUPLICATE_KEY':
      return 'has a setting a second time; keep one of the two';
    case 'MULTIPLE_DOCS':
      return 'begins a second document; write one, without "---" in the middle';
    case 'TAG_RESOLVE_FAILED':
      return `has a tag that is not known (${firstLine(message)}); remove the tag, and write environment variables as \${NAME}`;
    default:
      return `is not valid YAML (${firstLine(message)}); check indentation, brackets and quotes from here upwards`;
  }
}

/** Aliases are looked up only now: one without an anchor, and one that expands without bounds, throw. */
function toValue(document: Document, fileName: string): unknown {
  try {
    return document.toJS() as unknown;
  } catch (error) {
    throw new StreamError('CONFIG_INVALID', `${fileName} has an alias that cannot be followed (${firstLine((error as Error).message)}); write the value itself`);
  }
}

function firstLine(message: string): string {
  return message.split('\n')[0]!;
}

function lineOf(path: readonly PropertyKey[], document: Document, lines: LineCounter): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const offset = offsetOf(path.slice(0, length), document);
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return undefined;
}

/** Of the key and not of its value, which may begin a line below. */
function offsetOf(path: readonly PropertyKey[], document: Document): number | undefined {
  const key = path.at(-1);
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key));
    if (pair && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
  }
  return (document.getIn(path, true) as { range?: [number, number, number] } | undefined)?.range?.[0];
}
