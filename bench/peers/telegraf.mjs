import { Scenes, session, Telegraf, Telegram } from "telegraf";
import {
  makeWords,
  ON_EXISTING,
  ON_UNUSUAL,
  readAfter,
  readOption,
  readSize,
} from "./conversation.mjs";
import { BOT, sentMessage, TOKEN, updateOf } from "./telegram.mjs";

/** telegraf with a WizardScene and its session in a Map, the store its documentation names. */
export function open(host) {
  const words = makeWords(host.texts);
  // Every update gets a Telegram of its own, so the network is taken away from all of them.
  Telegram.prototype.callApi = (_method, payload) => {
    host.reply(payload.chat_id, payload.text);
    return Promise.resolve(sentMessage(payload));
  };
  const scene = new Scenes.WizardScene(
    "milk",
    async (ctx) => {
      await ctx.reply(words.askSize());
      return ctx.wizard.next();
    },
    async (ctx) => {
      const answers = ctx.wizard.state;
      const size = readSize(ctx.message.text);
      if (size === null) return ctx.reply(words.askSizeAgain());
      answers.size = size;
      await ctx.reply(words.askExists(answers));
      return ctx.wizard.next();
    },
    async (ctx) => {
      const answers = ctx.wizard.state;
      const decision = readOption(ctx.message.text, ON_EXISTING);
      if (decision === null) return ctx.reply(words.askExistsAgain(answers));
      answers.decision = decision;
      await ctx.reply(words.askUnusual(answers));
      return ctx.wizard.next();
    },
    async (ctx) => {
      const answers = ctx.wizard.state;
      const confirmed = readOption(ctx.message.text, ON_UNUSUAL);
      if (confirmed === null) return ctx.reply(words.askUnusualAgain(answers));
      answers.confirmed = confirmed === "confirm";
      await ctx.reply(words.recorded(answers));
      return ctx.wizard.next();
    },
    async (ctx) => {
      const answers = ctx.wizard.state;
      answers.after = readAfter(ctx.message.text);
      if (answers.after === "undo") await ctx.reply(words.undone(answers));
      host.ended(ctx.chat.id, answers);
      return ctx.scene.leave();
    },
  );
  const store = new Map();
  const bot = new Telegraf(TOKEN);
  bot.botInfo = BOT;
  bot.use(session({ store }));
  bot.use(new Scenes.Stage([scene]).middleware());
  bot.on("text", (ctx) => ctx.scene.enter("milk"));
  return Promise.resolve({
    says: (person, text) => bot.handleUpdate(updateOf(person + 1, text)),
    stored: (person) => JSON.stringify(store.get(`${person + 1}:${person + 1}`)),
  });
}
