import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPrivateRedis, type PrivateRedis } from "../../src/jobs/redis-server.ts";
import { newPostgres, type PostgresDatabase } from "../kit/postgres.ts";
import { newDataFolder, startService, type Service } from "../kit/service.ts";
import { MEDIA_CERTIFICATE } from "../kit/whatsapp-server/media.ts";
import { startWhatsAppServer, type WhatsAppServer } from "../kit/whatsapp-server/server.ts";
import { eventually, linkByQr, OWNER } from "./whatsapp-stage.ts";

describe("two processes and one number", { timeout: 120_000 }, () => {
  const folders = [newDataFolder(), newDataFolder()];
  let redis: PrivateRedis;
  let postgres: PostgresDatabase;
  let server: WhatsAppServer;
  let services: Service[] = [];
  beforeAll(async () => {
    redis = await startPrivateRedis(`${folders[0]?.data ?? ""}/redis`);
    postgres = await newPostgres("empty");
    server = await startWhatsAppServer();
    const environment = {
      WHATSAPP: "on",
      WHATSAPP_WS_URL: server.url,
      WHATSAPP_ROOT_KEY: server.rootKey,
      WHATSAPP_STATE_KEY: "ab".repeat(32),
      NODE_EXTRA_CA_CERTS: MEDIA_CERTIFICATE,
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
    };
    for (const { data } of folders) services.push(await startService({ data, environment }));
    const data = folders[0]?.data ?? "";
    await linkByQr(server, server.owner(OWNER), { KALLPANCHIS_DATA: data, ...environment });
  }, 120_000);
  afterAll(async () => {
    for (const service of services) await service.stop();
    await server.stop();
    await postgres.remove();
    await redis.stop();
    for (const folder of folders) folder.remove();
  });

  /** Indices of the processes that say they have the number. */
  async function owners(): Promise<number[]> {
    const ready = await Promise.all(
      services.map(async ({ url }) => {
        const answer = await fetch(`${url}/readyz`).catch(() => null);
        const body = (await answer?.json()) as
          | { channels: Record<string, { ready: boolean }> }
          | undefined;
        return body?.channels["whatsapp"]?.ready === true;
      }),
    );
    return ready.flatMap((is, index) => (is ? [index] : []));
  }

  it("never have two sockets, and the second takes over when the first is killed", async () => {
    await eventually(async () => (await owners()).length === 1, 30_000);
    const rosa = server.contact({ phone: "51984000001" });
    await rosa.says("hola");
    await rosa.hears(/./, 30_000);
    const [owner = 0] = await owners();
    await services[owner]?.kill();
    const begun = Date.now();
    await rosa.says("español");
    await eventually(async () => (await owners()).some((index) => index !== owner), 30_000);
    expect(Date.now() - begun).toBeLessThan(30_000);
    await rosa.hears(/./, 30_000);
    expect(server.mostOnline()).toBe(1);
    expect(rosa.failures).toBe(0);
  });
});
