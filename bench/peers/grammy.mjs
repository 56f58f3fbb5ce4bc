import { createRequire } from "node:module";
import { join } from "node:path";
import { conversations, createConversation } from "@grammyjs/conversations";
import { Bot } from "grammy";
import {
  makeWords,
  ON_EXISTING,
  ON_UNUSUAL,
  readAfter,
  readOption,
  readSize,
} from "./conversation.mjs";
import { BOT, sentMessage, TOKEN, updateOf } from "./telegram.mjs";

const require = createRequire(import.meta.url);
/** Where grammY makes its API clients; it exports no way to reach all of them. */
const client = require(join(import.meta.dirname, "node_modules/grammy/out/core/client.js"));

/** grammY with its conversations plugin, as its guide shows it; the store is the plugin's own, a Map, within our reach. */
export function open(host) {
  const words = makeWords(host.texts);
  // Conversations make API clients of their own, without the transformers of the bot: all get one that answers.
  const createRawApi = client.createRawApi;
  client.createRawApi = (...settings) =>
    createRawApi(...settings).use((_previous, _method, payload) => {
      host.reply(payload.chat_id, payload.text);
      return Promise.resolve({ ok: true, result: sentMessage(payload) });
    });
  const bot = new Bot(TOKEN, { botInfo: BOT });
  const store = new Map();
  bot.use(
    conversations({
      storage: {
        type: "key",
        adapter: {
          read: (key) => store.get(key),
          write: (key, state) => void store.set(key, state),
          delete: (key) => void store.delete(key),
        },
      },
    }),
  );
  bot.use(
    createConversation(async (conversation, ctx) => {
      const answers = {};
      await ctx.reply(words.askSize());
      answers.size = await ask(conversation, readSize, () => words.askSizeAgain());
      await ctx.reply(words.askExists(answers));
      answers.decision = await ask(
        conversation,
        (text) => readOption(text, ON_EXISTING),
        () => words.askExistsAgain(answers),
      );
      await ctx.reply(words.askUnusual(answers));
      const confirmed = await ask(
        conversation,
        (text) => readOption(text, ON_UNUSUAL),
        () => words.askUnusualAgain(answers),
      );
      answers.confirmed = confirmed === "confirm";
      await ctx.reply(words.recorded(answers));
      const last = await conversation.waitFor("message:text");
      answers.after = readAfter(last.msg.text);
      if (answers.after === "undo") await ctx.reply(words.undone(answers));
      await conversation.external(() => host.ended(ctx.chat.id, answers));
    }, "milk"),
  );
  bot.on("message:text", (ctx) => ctx.conversation.enter("milk"));
  return Promise.resolve({
    says: (person, text) => bot.handleUpdate(updateOf(person + 1, text)),
    stored: (person) => JSON.stringify(store.get(String(person + 1))),
  });
}

/** Waits until something is answered that can be read. */
async function ask(conversation, read, again) {
  for (;;) {
    const ctx = await conversation.waitFor("message:text");
    const value = read(ctx.msg.text);
    if (value !== null) return value;
    await ctx.reply(again());
  }
}
