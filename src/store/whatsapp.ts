import { newId, oldestIdOf } from "../core/ids.ts";
import type { Clock } from "../core/clock.ts";
import type { LineState, LineWish } from "../core/line.ts";
import { instant, type Connection, type Store } from "./connection.ts";

/** A WhatsApp number of ours as operators see it. */
export interface WhatsAppLineRow {
  /** Digits; null while nothing is linked. */
  phone: string | null;
  state: LineState;
  reason: string;
  stateAt: Date;
  wish: LineWish;
  codePhone: string | null;
  /** A QR or code that is shown now, sealed. */
  offer: { kind: "qr" | "code"; sealed: Uint8Array } | null;
  /** Credentials are kept. */
  linked: boolean;
  seenAt: Date | null;
  linkedAt: Date | null;
  lastReceiptAt: Date | null;
}

/** An earlier owner of the line wrote after another had taken it. */
class FenceError extends Error {
  constructor() {
    super("another process has taken this WhatsApp line");
    this.name = "FenceError";
  }
}

/** How a line stands; null when it was never used. */
export async function readLine(
  connection: Connection,
  name: string,
): Promise<WhatsAppLineRow | null> {
  const [row] = await connection.query<Record<string, string | Uint8Array | null>>(
    `SELECT phone, state, reason, state_at, wish, code_phone, offer, offer_kind, seen_at, linked_at, last_receipt_at
     FROM whatsapp_line WHERE name = $1`,
    name,
  );
  if (row === undefined) return null;
  const at = (column: string): Date | null => {
    const value = row[column];
    return typeof value === "string" ? new Date(value) : null;
  };
  const text = (column: string): string | null => (row[column] ?? null) as string | null;
  return {
    phone: text("phone"),
    state: (text("state") ?? "unlinked") as LineState,
    reason: text("reason") ?? "",
    stateAt: at("state_at") ?? new Date(0),
    wish: (text("wish") ?? "none") as LineWish,
    codePhone: text("code_phone"),
    offer:
      row["offer"] instanceof Uint8Array
        ? { kind: row["offer_kind"] === "code" ? "code" : "qr", sealed: row["offer"] }
        : null,
    linked: row["phone"] !== null,
    seenAt: at("seen_at"),
    linkedAt: at("linked_at"),
    lastReceiptAt: at("last_receipt_at"),
  };
}

/** An operator wants something of a line; its owner acts on it within a second. */
export async function wishOfLine(
  tx: Connection,
  name: string,
  wish: LineWish,
  codePhone: string | null,
  now: Date,
): Promise<void> {
  await ensureLine(tx, name, now);
  await tx.run(
    "UPDATE whatsapp_line SET wish = $2, code_phone = $3, offer = NULL WHERE name = $1",
    name,
    wish,
    codePhone,
  );
}

async function ensureLine(tx: Connection, name: string, now: Date): Promise<void> {
  await tx.run(
    `INSERT INTO whatsapp_line (name, state, reason, state_at, wish, fence) VALUES ($1, 'unlinked', '', $2, 'none', 0)
     ON CONFLICT (name) DO NOTHING`,
    name,
    instant(now),
  );
}

/**
 * The state and the keys of one line. Everything the owner writes carries the fence it got by taking the
 * line, in the same transaction, so that nobody writes who has lost it.
 */
export function openLineBook(store: Store, clock: Clock, name: string) {
  async function owned<T>(fence: number, work: (tx: Connection) => Promise<T>): Promise<T> {
    return store.together(async (tx) => {
      const rows = await tx.query(
        `SELECT name FROM whatsapp_line WHERE name = $1 AND fence = $2${tx.forUpdate}`,
        name,
        fence,
      );
      if (rows.length === 0) throw new FenceError();
      return work(tx);
    });
  }

  return {
    async read(): Promise<{
      state: LineState;
      reason: string;
      wish: LineWish;
      codePhone: string | null;
      linked: boolean;
    }> {
      const row = await store.read((connection) => readLine(connection, name));
      return {
        state: row?.state ?? "unlinked",
        reason: row?.reason ?? "",
        wish: row?.wish ?? "none",
        codePhone: row?.codePhone ?? null,
        linked: row?.linked ?? false,
      };
    },
    take(): Promise<number> {
      return store.together(async (tx) => {
        await ensureLine(tx, name, clock.now());
        const [row] = await tx.query<{ fence: number }>(
          "UPDATE whatsapp_line SET fence = fence + 1, offer = NULL WHERE name = $1 RETURNING fence",
          name,
        );
        return row?.fence ?? 0;
      });
    },
    async note(fence: number, state: string, reason: string): Promise<void> {
      await owned(fence, (tx) =>
        tx.run(
          "UPDATE whatsapp_line SET state = $2, reason = $3, state_at = CASE WHEN state = $2 THEN state_at ELSE $4 END WHERE name = $1",
          name,
          state,
          reason,
          instant(clock.now()),
        ),
      );
    },
    async offer(fence: number, kind: "qr" | "code", sealed: Uint8Array | null): Promise<void> {
      await owned(fence, (tx) =>
        tx.run(
          "UPDATE whatsapp_line SET offer = $2, offer_kind = $3 WHERE name = $1",
          name,
          sealed,
          kind,
        ),
      );
    },
    async wishGranted(fence: number): Promise<void> {
      await owned(fence, (tx) =>
        tx.run(
          "UPDATE whatsapp_line SET wish = 'none', code_phone = NULL, offer = NULL WHERE name = $1",
          name,
        ),
      );
    },
    async seen(fence: number): Promise<void> {
      await owned(fence, (tx) =>
        tx.run("UPDATE whatsapp_line SET seen_at = $2 WHERE name = $1", name, instant(clock.now())),
      );
    },
    async readCredentials(): Promise<Uint8Array | null> {
      const [row] = await store.read((connection) =>
        connection.query<{ credentials: Uint8Array | null }>(
          "SELECT credentials FROM whatsapp_line WHERE name = $1",
          name,
        ),
      );
      return row?.credentials ?? null;
    },
    async saveCredentials(
      fence: number,
      sealed: Uint8Array,
      linked: { phone: string; lid: string | null } | null,
    ): Promise<void> {
      await owned(fence, (tx) =>
        tx.run(
          `UPDATE whatsapp_line SET credentials = $2, phone = $3, lid = $4,
             linked_at = CASE WHEN CAST($3 AS TEXT) IS NULL THEN NULL ELSE COALESCE(linked_at, $5) END WHERE name = $1`,
          name,
          sealed,
          linked?.phone ?? null,
          linked?.lid ?? null,
          instant(clock.now()),
        ),
      );
    },
    async readKeys(type: string, ids: string[]): Promise<{ id: string; value: Uint8Array }[]> {
      const found: { id: string; value: Uint8Array }[] = [];
      for (const id of ids)
        found.push(
          ...(await store.read((connection) =>
            connection.query<{ id: string; value: Uint8Array }>(
              "SELECT id, value FROM whatsapp_key WHERE line = $1 AND type = $2 AND id = $3",
              name,
              type,
              id,
            ),
          )),
        );
      return found;
    },
    async writeKeys(
      fence: number,
      changes: { type: string; id: string; value: Uint8Array | null }[],
    ): Promise<void> {
      await owned(fence, async (tx) => {
        for (const { type, id, value } of changes)
          if (value === null)
            await tx.run(
              "DELETE FROM whatsapp_key WHERE line = $1 AND type = $2 AND id = $3",
              name,
              type,
              id,
            );
          else
            await tx.run(
              `INSERT INTO whatsapp_key (line, type, id, value) VALUES ($1, $2, $3, $4)
               ON CONFLICT (line, type, id) DO UPDATE SET value = excluded.value`,
              name,
              type,
              id,
              value,
            );
      });
    },
    async forget(fence: number): Promise<void> {
      await owned(fence, async (tx) => {
        await tx.run("DELETE FROM whatsapp_key WHERE line = $1", name);
        await tx.run(
          "UPDATE whatsapp_line SET credentials = NULL, phone = NULL, lid = NULL, linked_at = NULL, offer = NULL WHERE name = $1",
          name,
        );
      });
    },
    async disconnected(code: number | null): Promise<void> {
      await store.together((tx) =>
        tx.run(
          "INSERT INTO whatsapp_disconnect (id, line, at, code) VALUES ($1, $2, $3, $4)",
          newId(),
          name,
          instant(clock.now()),
          code,
        ),
      );
    },
  };
}

const SENT_MS = 14 * 86_400_000;
const DISCONNECTS_MS = 90 * 86_400_000;

/** Deletes copies of messages that no phone asks for any more, and old disconnects. */
export async function forgetWhatsApp(tx: Connection, now: Date): Promise<void> {
  await tx.run(
    "DELETE FROM whatsapp_sent WHERE sent_at < $1",
    instant(new Date(now.getTime() - SENT_MS)),
  );
  await tx.run(
    "DELETE FROM whatsapp_disconnect WHERE id < $1",
    oldestIdOf(new Date(now.getTime() - DISCONNECTS_MS)),
  );
}
