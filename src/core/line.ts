/** How a number stands, for operators and for the keeper after a restart. */
export type LineState =
  /** No number is linked. */
  | "unlinked"
  /** A QR or a code is shown and waits for the phone. */
  | "linking"
  | "connecting"
  | "online"
  /** Cut off for the moment; it is being tried again. */
  | "offline"
  /** The phone removed this device. What was saved is kept. */
  | "logged_out"
  /** Another program uses the same link. */
  | "replaced"
  /** WhatsApp locked the number. */
  | "banned"
  /** WhatsApp does not take this version of the client any more. */
  | "outdated";

/** What an operator wants of a number; the process that holds it acts on it. */
export type LineWish = "none" | "link" | "unlink" | "reconnect";
