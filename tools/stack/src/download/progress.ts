/** Told what a download does; prints as suits the place. */
export interface DownloadProgress {
  begin(files: number, bytes: number): void;
  add(bytes: number): void;
  fileDone(): void;
  /** Complete, or given up: the summary says how far it came. */
  end(isComplete: boolean): void;
}

const LINE_EVERY_MS = 3_000;
const BAR_EVERY_MS = 100;
const BAR_WIDTH = 28;

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}

export interface ProgressTarget {
  /** Takes whole lines. */
  readonly line: (text: string) => void;
  /** Given only where a line can be drawn over: a terminal. */
  readonly redraw?: (text: string) => void;
}

/** One bar on a terminal; elsewhere (CI, a pipe) a line every three seconds. */
export function createProgress(title: string, target: ProgressTarget): DownloadProgress {
  let files = 0, totalBytes = 0, filesDone = 0, bytesDone = 0, startedMs = 0;
  let timer: NodeJS.Timeout | undefined;

  const summary = (): string => {
    const seconds = Math.max(0.001, (performance.now() - startedMs) / 1000);
    return `${megabytes(bytesDone)} of ${megabytes(totalBytes)} MB, ${filesDone} of ${files} files, ${megabytes(bytesDone / seconds)} MB/s`;
  };
  const bar = (): string => {
    const filled = Math.round(BAR_WIDTH * Math.min(1, bytesDone / Math.max(1, totalBytes)));
    return `${title} [${'='.repeat(filled)}${' '.repeat(BAR_WIDTH - filled)}] ${summary()}`;
  };
  return {
    begin(fileCount, byteCount) {
      [files, totalBytes, filesDone, bytesDone, startedMs] = [fileCount, byteCount, 0, 0, performance.now()];
      const { redraw } = target;
      if (redraw === undefined) target.line(`${title}: downloading ${files} files, ${megabytes(totalBytes)} MB`);
      timer = redraw === undefined
        ? setInterval(() => target.line(`${title}: ${summary()}`), LINE_EVERY_MS)
        : setInterval(() => redraw(bar()), BAR_EVERY_MS);
    },
    add(bytes) { bytesDone += bytes; },
    fileDone() { filesDone++; },
    end(isComplete) {
      clearInterval(timer);
      target.redraw?.('');
      target.line(`${title}: ${isComplete ? 'downloaded' : 'gave up at'} ${summary()}`);
    },
  };
}
