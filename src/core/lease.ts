/** The right to do something alone, over all processes; it ends by itself when its holder is gone. */
export interface Lease {
  /** Takes or renews it; false while another holds it. Rejects when nobody can tell. */
  hold(): Promise<boolean>;
  /** Milliseconds it lasts without being renewed. */
  readonly lastsMs: number;
  /** Gives it back, if it is ours. */
  release(): Promise<void>;
}
