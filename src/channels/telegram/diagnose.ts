import { Telegram, TelegramError } from "telegraf";

/** What Telegram itself says of a bot. */
export type TelegramHealth =
  | { state: "refused" }
  | { state: "unreachable"; why: string }
  | {
      state: "well";
      username: string;
      /** Where it sends its updates; empty when they are fetched. */
      webhookUrl: string;
      waiting: number;
      /** Its last trouble in reaching us; null when there was none. */
      lastError: string | null;
    };

const LIMIT_MS = 5000;

/** Asks Telegram about the bot of a token; changes nothing. */
export async function telegramHealth(token: string, apiRoot: string): Promise<TelegramHealth> {
  const client = new Telegram(token, { apiRoot });
  // Telegraf's own calls have no limit of time.
  const limited = <T>(call: Promise<T>): Promise<T> =>
    Promise.race([
      call,
      new Promise<never>((_resolve, reject) => {
        setTimeout(() => reject(new Error("no answer in 5 seconds")), LIMIT_MS).unref();
      }),
    ]);
  try {
    const me = await limited(client.getMe());
    const hook = await limited(client.getWebhookInfo());
    return {
      state: "well",
      username: me.username,
      webhookUrl: hook.url ?? "",
      waiting: hook.pending_update_count,
      lastError: hook.last_error_message ?? null,
    };
  } catch (error) {
    if (error instanceof TelegramError && [401, 404].includes(error.code))
      return { state: "refused" };
    // The client's own message holds the address, and that holds the token.
    return {
      state: "unreachable",
      why: error instanceof Error ? error.message.replaceAll(token, "…") : "no answer",
    };
  }
}
