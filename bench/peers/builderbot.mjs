/* oxlint-disable typescript/no-misused-promises -- its types say that callbacks return nothing; it awaits them */
import {
  addKeyword,
  createBot,
  createFlow,
  createProvider,
  MemoryDB,
  TestTool,
} from "@builderbot/bot";
import {
  BEGINNING,
  makeWords,
  ON_EXISTING,
  ON_UNUSUAL,
  readAfter,
  readOption,
  readSize,
} from "./conversation.mjs";

/**
 * @builderbot/bot with its test provider and no delays. `memory` is its MemoryDB as shipped, which
 * goes through everybody's history at every message; `indexed` keeps each person's history apart,
 * as a database with an index would.
 */
export async function open(host) {
  const words = makeWords(host.texts);
  const capture = { capture: true, delay: 0 };
  const flow = addKeyword(BEGINNING)
    .addAnswer(words.askSize(), capture, async (ctx, { state, flowDynamic, fallBack }) => {
      const size = readSize(ctx.body);
      if (size === null) return fallBack(words.askSizeAgain());
      await state.update({ size });
      await flowDynamic(words.askExists(state.getMyState()));
    })
    .addAction(capture, async (ctx, { state, flowDynamic, fallBack }) => {
      const decision = readOption(ctx.body, ON_EXISTING);
      if (decision === null) return fallBack(words.askExistsAgain(state.getMyState()));
      await state.update({ decision });
      await flowDynamic(words.askUnusual(state.getMyState()));
    })
    .addAction(capture, async (ctx, { state, flowDynamic, fallBack }) => {
      const confirmed = readOption(ctx.body, ON_UNUSUAL);
      if (confirmed === null) return fallBack(words.askUnusualAgain(state.getMyState()));
      await state.update({ confirmed: confirmed === "confirm" });
      await flowDynamic(words.recorded(state.getMyState()));
    })
    .addAction(capture, async (ctx, { state, endFlow }) => {
      const after = readAfter(ctx.body);
      await state.update({ after });
      const answers = state.getMyState();
      host.ended(Number(ctx.from), answers);
      return after === "undo" ? endFlow(words.undone(answers)) : endFlow();
    });
  const provider = createProvider(TestTool.TestProvider);
  provider.sendMessage = (from, text) => {
    host.reply(Number(from), text);
    return Promise.resolve({});
  };
  const database = host.variant === "indexed" ? new IndexedDB() : new MemoryDB();
  const bot = await createBot({ flow: createFlow([flow]), provider, database }, { delay: 0 });
  return {
    says: (person, text) =>
      bot.handleMsg({ from: String(person), name: "Rosa", body: text, host: "bench" }),
    stored: (person) =>
      JSON.stringify({
        history:
          database.historyOf?.(String(person)) ??
          database.listHistory.filter((row) => row.from === String(person)),
        state: bot.stateHandler.getMyState(String(person))(),
      }),
  };
}

class IndexedDB extends MemoryDB {
  #byPerson = new Map();

  getPrevByNumber(from) {
    return Promise.resolve(this.#byPerson.get(from)?.findLast((row) => !!row.keyword));
  }

  save(row) {
    const history = this.#byPerson.get(row.from);
    if (history === undefined) this.#byPerson.set(row.from, [row]);
    else history.push(row);
    return Promise.resolve();
  }

  historyOf(from) {
    return this.#byPerson.get(from);
  }
}
