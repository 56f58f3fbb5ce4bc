import { createServer } from "node:http";
import { Telegraf } from "telegraf";
import { message } from "telegraf/filters";

/** The bare telegraf bot our turns are measured against: no state, no store, an answer to each text. */
const bot = new Telegraf(process.env["BENCH_TOKEN"] ?? "", {
  telegram: { apiRoot: process.env["BENCH_API_ROOT"] ?? "", webhookReply: false },
});
bot.on(message("text"), (context) => context.reply(`✅ ${context.message.text}`));
bot.botInfo = await bot.telegram.getMe();
const handle = bot.webhookCallback("/telegram/webhook", { secretToken: "bench" });
const server = createServer((request, response) => void handle(request, response));
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  void bot.telegram
    .setWebhook(`http://127.0.0.1:${port}/telegram/webhook`, {
      secret_token: "bench",
      max_connections: 100,
    })
    .then(() => process.stdout.write("echo ready\n"));
});
