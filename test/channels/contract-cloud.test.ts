import { openCloudStage } from "../e2e/cloud-stage.ts";
import { contract, type Shown } from "./contract.ts";
import type { CloudMessage } from "../kit/cloud-api/world.ts";

function shown({ id, text, buttons, rows, type }: CloudMessage): Shown {
  const labels = [...buttons.map(({ title }) => title), ...rows.map(({ title }) => title)];
  return { id, text, buttons: labels, picture: type === "image" };
}

contract("whatsapp_cloud", async () => {
  const stage = await openCloudStage();
  return {
    url: stage.service().url,
    family(language) {
      const person = stage.family(language);
      let last = { text: "", id: "" };
      return Promise.resolve({
        async says(text) {
          last = { text, id: await person.says(text) };
        },
        quotes: (id, text) => person.says(text, id),
        presses: (label) => person.presses(label),
        sendsPicture: (caption) =>
          person.sendsFile("image", { bytes: Buffer.from("png"), mime: "image/png", caption }),
        sendsVoice: () =>
          person.sendsFile("audio", { bytes: Buffer.from("OggS"), mime: "audio/ogg", voice: true }),
        sendsPlace: () =>
          person.sends({ type: "location", location: { latitude: -13.47, longitude: -72.15 } }),
        again: () => person.sends({ type: "text", text: { body: last.text } }, undefined, last.id),
        hears: async () => shown(await person.hears()),
        hearsNothing: (ms) => person.hearsNothing(ms),
      });
    },
    close: () => stage.close(),
  };
});
