// The other end of the supervisor's line, for the processes it starts: end in order when asked to, and when the
// supervisor itself is gone, so that no kill -9 leaves a process behind that nobody watches.

/** @param stop closes what is open; this process ends when it has. Called once, whatever comes first. */
export function followSupervisor(stop: () => Promise<void>): void {
  let stopping = false;
  const end = (): void => {
    if (stopping) return;
    stopping = true;
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  // Only where there is a line: run by hand, the process has no supervisor to follow.
  if (process.channel !== undefined) process.on('disconnect', end);
}
