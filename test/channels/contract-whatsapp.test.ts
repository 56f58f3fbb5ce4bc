import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { getMediaKeys } from "@whiskeysockets/baileys";
import { openWhatsAppStage, type WhatsAppStage } from "../e2e/whatsapp-stage.ts";
import type { HeardMessage } from "../kit/whatsapp-server/contact.ts";
import { contract, type Shown } from "./contract.ts";

const FAMILIES = 40;

function shown({ id, text, message }: HeardMessage): Shown {
  return { id, text, buttons: [], picture: Boolean(message.imageMessage) };
}

/** Puts a file where the app puts it; what the message says of it. */
async function put({ server }: WhatsAppStage, type: "image" | "audio", mimetype: string) {
  const bytes = Buffer.from(`some ${type}`);
  const mediaKey = randomBytes(32);
  const { iv, cipherKey } = await getMediaKeys(mediaKey, type);
  const cipher = createCipheriv("aes-256-cbc", cipherKey, iv);
  const mac = Buffer.alloc(10);
  const directPath = `/mms/${type}/${randomBytes(9).toString("hex")}`;
  server.media.put(directPath, Buffer.concat([cipher.update(bytes), cipher.final(), mac]));
  const fileSha256 = createHash("sha256").update(bytes).digest();
  const url = `https://${server.media.host}${directPath}`;
  return { url, directPath, mediaKey, mimetype, fileSha256, fileLength: bytes.length };
}

contract("whatsapp", async () => {
  const stage = await openWhatsAppStage();
  const phone = (number: number): string => `519840${String(number).padStart(5, "0")}`;
  await stage.imports(
    Array.from({ length: FAMILIES }, (_, index) => {
      const language = index % 2 === 0 ? "es" : "qu";
      return `F-${index},Quispe,Rosa Quispe,+${phone(index)},${language},yes`;
    }),
  );
  await stage.link();
  await stage.ready();
  let taken = 0;
  return {
    url: stage.service().url,
    family(language) {
      if ((taken % 2 === 0) !== (language === "es")) taken += 1;
      const contact = stage.server.contact({ phone: phone(taken++), receipts: "read" });
      let last = { id: "", text: "" };
      return Promise.resolve({
        async says(text) {
          last = { text, id: await contact.says(text) };
        },
        quotes: (id, text) => contact.says(text, { quote: id }),
        presses: () => Promise.reject(new Error("there are no buttons")),
        sendsPicture: async (caption) => {
          const picture = await put(stage, "image", "image/png");
          return contact.sends({ imageMessage: { ...picture, caption } });
        },
        sendsVoice: async () => {
          const voice = await put(stage, "audio", "audio/ogg");
          return contact.sends({ audioMessage: { ...voice, ptt: true } });
        },
        sendsPlace: () =>
          contact.sends({ locationMessage: { degreesLatitude: -13.47, degreesLongitude: -72.15 } }),
        again: () => contact.says(last.text, { id: last.id }),
        hears: async () => shown(await contact.hears()),
        async hearsNothing(ms) {
          const heard = contact.heard.length;
          await new Promise((resolve) => setTimeout(resolve, ms));
          if (contact.heard.length > heard)
            throw new Error(`heard ${contact.heard.at(-1)?.text ?? ""}`);
        },
      });
    },
    close: () => stage.close(),
  };
});
