/** One file in a Maven repository, written `group:artifact:version[:classifier][@extension]`; the extension is jar when left out. */
export interface Coordinate {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
  readonly classifier?: string;
  readonly extension: string;
}

/** Throws a plain Error naming the text when it is not a coordinate. */
export function parseCoordinate(text: string): Coordinate {
  const [path = '', extension = 'jar', ...rest] = text.split('@');
  const [group, artifact, version, classifier, ...more] = path.split(':');
  if (!group || !artifact || !version || classifier === '' || extension === '' || rest.length > 0 || more.length > 0) {
    throw new Error(`"${text}" is not group:artifact:version[:classifier][@extension]`);
  }
  return { group, artifact, version, ...(classifier === undefined ? {} : { classifier }), extension };
}

/** The file's own name: `artifact-version[-classifier].extension`. */
export function fileNameOf({ artifact, version, classifier, extension }: Coordinate): string {
  return `${artifact}-${version}${classifier === undefined ? '' : `-${classifier}`}.${extension}`;
}

/** Where the file lies below the base address of any Maven repository. */
export function repositoryPathOf(coordinate: Coordinate): string {
  const { group, artifact, version } = coordinate;
  return `${group.replaceAll('.', '/')}/${artifact}/${version}/${fileNameOf(coordinate)}`;
}
