/** Files whose forgotten promises must not end the service. */
const THEIRS = /node_modules\/(@whiskeysockets\/baileys|libsignal|ws|p-queue|async-mutex)\//;

/**
 * The library lets promises fail that nobody waits for: writes on a connection that has just ended, frames it
 * cannot read. Those are told and survived; everybody else's end the process as before. The result undoes it.
 */
export function surviveStrays(trouble: (what: string, error: unknown) => void): () => void {
  const onRejection = (reason: unknown): void => {
    if (!isTheirs(reason)) throw reason;
    trouble("stray", reason);
  };
  process.on("unhandledRejection", onRejection);
  return () => void process.off("unhandledRejection", onRejection);
}

/** Their errors have their files in the stack, or are bare close codes. */
function isTheirs(reason: unknown): boolean {
  if (reason instanceof Error) return THEIRS.test(reason.stack ?? "");
  return reason === undefined || typeof reason === "number";
}
