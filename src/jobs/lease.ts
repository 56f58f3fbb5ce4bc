import { Redis } from "ioredis";
import type { Lease } from "../core/lease.ts";
import { newName } from "../core/ids.ts";

/** Renews or takes the key unless another has it. */
const HOLD = `
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/** A lease in Redis, held by whoever wrote its key last and keeps renewing it. */
export function openLease(
  url: string,
  key: string,
  lastsMs: number,
): Lease & { close(): Promise<void> } {
  const connection = new Redis(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: true,
    commandTimeout: 2000,
    retryStrategy: (tries) => Math.min(tries * 100, 1000),
  });
  connection.on("error", () => undefined);
  const owner = newName();
  return {
    lastsMs,
    hold: async () => (await connection.eval(HOLD, 1, key, owner, lastsMs)) === 1,
    async release() {
      await connection.eval(RELEASE, 1, key, owner).catch(() => undefined);
    },
    close() {
      connection.disconnect();
      return Promise.resolve();
    },
  };
}
