import type { BotMessage } from "../kit/bot-api/inbox.ts";
import type { Update } from "../kit/bot-api/wire.ts";
import { openStage } from "../e2e/telegram-stage.ts";
import { contract, type Shown } from "./contract.ts";

function shown(message: BotMessage): Shown {
  return {
    id: String(message.messageId),
    text: message.text || message.caption,
    buttons: message.buttons.flat().map(({ label }) => label),
    picture: message.photo !== undefined,
  };
}

contract("telegram", async () => {
  const stage = await openStage({ mode: "polling" });
  return {
    url: stage.service.url,
    family(language) {
      const speaker = stage.family(language);
      const { phone } = speaker;
      let last: Update | null = null;
      return Promise.resolve({
        async says(text) {
          last = await speaker.says(text);
        },
        presses: (label) => speaker.presses(label),
        sendsPicture: (caption) => phone.sendsPhoto(undefined, { ...speaker.now, caption }),
        sendsVoice: () => phone.sendsVoice(undefined, speaker.now),
        sendsPlace: () => phone.sendsLocation(undefined, undefined, speaker.now),
        again() {
          if (last !== null) stage.api.redeliver(last);
          return Promise.resolve();
        },
        hears: async () => shown(await speaker.hears()),
        hearsNothing: (ms) => speaker.hearsNothing(ms),
      });
    },
    close: () => stage.close(),
  };
});
