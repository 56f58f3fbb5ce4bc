/** Beginnings of what the Signal library prints on its own: sessions with private keys, stacks of failed decryptions. */
const LOUD = [
  "Closing session:",
  "Opening session:",
  "Removing old closed session:",
  "Session already",
  "Session storage migration error",
  "Migrating session to:",
  "Closing open session in favor of incoming prekey bundle",
  "Failed to decrypt message with any known session",
  "Session error:",
  "Decrypted message with closed session.",
  "WARNING: Expected pubkey of length 33",
  "Unhandled bucket type (for naming):",
  "Duplicate PreKeyMessage for session",
  "V1 session storage migration error",
];

/** Keeps the Signal library from printing keys and stacks. Everything else is printed as before. */
export function quietSignal(): void {
  // eslint-disable-next-line no-console -- this is the very thing it is about
  const { console } = globalThis;
  for (const method of ["log", "info", "warn", "error"] as const) {
    const print = console[method].bind(console);
    console[method] = (...words: unknown[]): void => {
      const [first] = words;
      if (typeof first === "string" && LOUD.some((begin) => first.startsWith(begin))) return;
      print(...words);
    };
  }
}

const nothing = (): void => undefined;

/** The library writes stanzas and addresses into its log; what matters is told by the keeper. */
export const SILENT_LOGGER = {
  level: "silent",
  child: () => SILENT_LOGGER,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
};
