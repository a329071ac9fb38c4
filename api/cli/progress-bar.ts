// A progress bar on a terminal; nothing at all elsewhere (a log is no place for one).

const WIDTH = 24;

type Progress = { readonly step: string; readonly file: string; readonly done: number; readonly total: number | null };

export type ProgressBar = { readonly update: (progress: Progress) => void; readonly clear: () => void };

export function showProgress(stream: NodeJS.WriteStream): ProgressBar {
  if (!stream.isTTY) return { update: () => {}, clear: () => {} };
  return {
    update: ({ step, file, done, total }) => {
      const filled = total === null || total === 0 ? 0 : Math.round((done / total) * WIDTH);
      const bar =
        total === null ? `${done} lignes` : `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${done}/${total}`;
      stream.write(`\r\u001b[K${step} ${file}.csv ${bar}`);
    },
    clear: () => stream.write('\r\u001b[K'),
  };
}
