/** What goes wrong on purpose. */
export interface Faults {
  /** The HTTP status given instead of a WebSocket; null for none. */
  refuseUpgrade: number | null;
  /** The reason of `<failure>` at every login; null for none. */
  failLogin: number | null;
  /** Acknowledgements of messages still to be lost. */
  lostAcks: number;
  /** Acknowledgements of messages come so much later. */
  ackDelayMs: number;
  /** Error codes of acknowledgements, by the user written to. */
  refusals: Map<string, number>;
}

export function noFaults(): Faults {
  return {
    refuseUpgrade: null,
    failLogin: null,
    lostAcks: 0,
    ackDelayMs: 0,
    refusals: new Map(),
  };
}
