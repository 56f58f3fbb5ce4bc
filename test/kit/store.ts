import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "../../src/store/connection.ts";
import { openStore } from "../../src/store/open.ts";
import { newPostgres } from "./postgres.ts";

/** Both databases, for `describe.each(databases)`. */
export const databases = ["sqlite", "postgresql"] as const;

/** A new, migrated database of the kind, and how to be rid of it. */
export async function newStore(
  kind: (typeof databases)[number],
): Promise<{ store: Store; url: string; remove(): Promise<void> }> {
  if (kind === "postgresql") {
    const database = await newPostgres("migrated");
    const store = await openStore(database.url, "prisma");
    return {
      store,
      url: database.url,
      async remove() {
        await store.close();
        await database.remove();
      },
    };
  }
  const folder = mkdtempSync(join(tmpdir(), "kallpanchis-store-"));
  const url = `file:${join(folder, "test.db")}`;
  const store = await openStore(url, "prisma");
  return {
    store,
    url,
    async remove() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
