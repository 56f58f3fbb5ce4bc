import { createServer } from "node:net";
import { request } from "node:http";

/** Where `prepared.ts` tells the tests' workers how to get a database. */
export const DESK = "KALLPANCHIS_TEST_POSTGRES";

/** A new database of the real Postgres that all tests of a run share, gone after `remove`. */
export interface PostgresDatabase {
  /** Its address. */
  url: string;
  remove(): Promise<void>;
}

/** An empty database, or one that holds every migration already (much quicker than applying them). */
export async function newPostgres(kind: "empty" | "migrated"): Promise<PostgresDatabase> {
  const url = await ask("POST", `/${kind}`);
  return {
    url,
    async remove() {
      await ask("DELETE", new URL(url).pathname);
    },
  };
}

function ask(method: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(`${process.env[DESK] ?? ""}${path}`, { method }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (body += chunk));
      response.on("end", () =>
        response.statusCode === 200 ? resolve(body) : reject(new Error(body)),
      );
    });
    asked.on("error", reject);
    asked.end();
  });
}

/** A port of loopback that nobody uses at the moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        resolve(typeof address === "object" && address !== null ? address.port : 0),
      );
    });
  });
}
