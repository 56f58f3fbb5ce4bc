import type { Clock } from "../core/clock.ts";
import { instant, type Store } from "./connection.ts";

/** Copies of what a line sent, for phones that ask again, and which message of ours each is. */
export function openSentBook(store: Store, clock: Clock, line: string) {
  return {
    /** A message is about to leave; a second try finds it there. */
    async leaving(id: string, parcelId: string, sealed: Uint8Array): Promise<void> {
      await store.together((tx) =>
        tx.run(
          `INSERT INTO whatsapp_sent (id, line, parcel_id, message, sent_at) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (id) DO UPDATE SET message = excluded.message`,
          id,
          line,
          parcelId,
          sealed,
          instant(clock.now()),
        ),
      );
    },
    /** Null when it is not ours or too old. */
    async find(id: string): Promise<{ parcelId: string; sealed: Uint8Array } | null> {
      const [row] = await store.read((connection) =>
        connection.query<{ parcel_id: string; message: Uint8Array }>(
          "SELECT parcel_id, message FROM whatsapp_sent WHERE id = $1",
          id,
        ),
      );
      return row === undefined ? null : { parcelId: row.parcel_id, sealed: row.message };
    },
    /** Receipts come in. */
    async receiptCame(): Promise<void> {
      await store.together((tx) =>
        tx.run(
          "UPDATE whatsapp_line SET last_receipt_at = $2 WHERE name = $1",
          line,
          instant(clock.now()),
        ),
      );
    },
  };
}
