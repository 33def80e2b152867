/** The place of a setting as a person writes it: `kafka.brokers[0]`. */
export function formatPath(path: readonly PropertyKey[]): string {
  const text = path.reduce<string>((before, key) => (typeof key === 'number' ? `${before}[${key}]` : before === '' ? String(key) : `${before}.${String(key)}`), '');
  return text || 'the configuration';
}
