import { ConversationState, MemoryStorage, TestAdapter } from "botbuilder-core";
import {
  DialogSet,
  DialogTurnStatus,
  NumberPrompt,
  TextPrompt,
  WaterfallDialog,
} from "botbuilder-dialogs";
import {
  makeWords,
  ON_EXISTING,
  ON_UNUSUAL,
  readAfter,
  readOption,
  readSize,
} from "./conversation.mjs";

/**
 * botbuilder-dialogs with a WaterfallDialog, MemoryStorage (which stores JSON) and the TestAdapter.
 * `exact` reads every answer as text; `recognisers` reads numbers with NumberPrompt.
 */
export function open(host) {
  const words = makeWords(host.texts);
  const recognises = host.variant === "recognisers";
  const memory = {};
  const conversationState = new ConversationState(new MemoryStorage(memory));
  const dialogs = new DialogSet(conversationState.createProperty("dialogs"));
  const numbered = recognises
    ? (id, fits) =>
        new NumberPrompt(
          id,
          (prompt) =>
            Promise.resolve(prompt.recognized.succeeded && fits(String(prompt.recognized.value))),
          "es-es",
        )
    : (id, fits) =>
        new TextPrompt(id, (prompt) =>
          Promise.resolve(prompt.recognized.succeeded && fits(prompt.recognized.value)),
        );
  dialogs.add(numbered("size", (text) => readSize(text) !== null));
  dialogs.add(numbered("existing", (text) => readOption(text, ON_EXISTING) !== null));
  dialogs.add(numbered("unusual", (text) => readOption(text, ON_UNUSUAL) !== null));
  dialogs.add(new TextPrompt("after"));
  dialogs.add(
    new WaterfallDialog("milk", [
      (step) => step.prompt("size", { prompt: words.askSize(), retryPrompt: words.askSizeAgain() }),
      (step) => {
        const answers = step.values;
        answers.size = readSize(String(step.result));
        return step.prompt("existing", {
          prompt: words.askExists(answers),
          retryPrompt: words.askExistsAgain(answers),
        });
      },
      (step) => {
        const answers = step.values;
        answers.decision = readOption(String(step.result), ON_EXISTING);
        return step.prompt("unusual", {
          prompt: words.askUnusual(answers),
          retryPrompt: words.askUnusualAgain(answers),
        });
      },
      (step) => {
        const answers = step.values;
        answers.confirmed = readOption(String(step.result), ON_UNUSUAL) === "confirm";
        return step.prompt("after", { prompt: words.recorded(answers) });
      },
      async (step) => {
        const answers = step.values;
        answers.after = readAfter(step.result);
        if (answers.after === "undo") await step.context.sendActivity(words.undone(answers));
        return step.endDialog(answers);
      },
    ]),
  );
  const bot = async (context) => {
    const dialog = await dialogs.createContext(context);
    let turn = await dialog.continueDialog();
    if (turn.status === DialogTurnStatus.empty) turn = await dialog.beginDialog("milk");
    await conversationState.saveChanges(context);
    if (turn.status === DialogTurnStatus.complete)
      host.ended(Number(context.activity.conversation.id), turn.result);
  };
  const adapter = new TestAdapter(bot);
  adapter.locale = "es-es";
  return Promise.resolve({
    async says(person, text) {
      const id = String(person);
      await adapter.processActivity({
        type: "message",
        text,
        locale: "es-es",
        from: { id, name: "Rosa" },
        conversation: { id, isGroup: false },
      });
      for (let reply = adapter.getNextReply(); reply !== undefined; reply = adapter.getNextReply())
        host.reply(Number(reply.conversation.id), reply.text);
    },
    stored: (person) => memory[`test/conversations/${person}/`] ?? "",
  });
}
