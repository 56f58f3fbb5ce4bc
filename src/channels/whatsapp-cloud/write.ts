import type { Parcel, ParcelFile } from "../../core/channel.ts";
import type { Choice, OutgoingContent } from "../../core/message.ts";
import { ABILITIES } from "../abilities.ts";
import { labelOf, textWithChoices } from "../menu.ts";
import { buttonId } from "./read.ts";

/** Limits of the Cloud API, in characters and pieces. */
const CAN = ABILITIES.whatsapp_cloud;
const MAX_BODY = 1024;
const BUTTON_TITLE = 20;
const ROW_TITLE = 24;
const ROW_DESCRIPTION = 72;
const MAX_PARAMETER = 1024;

/** Types and sizes that images and audio may have; the rest goes as a document. */
const IMAGES = { types: ["image/jpeg", "image/png"], most: CAN.pictureMb * 1_000_000 };
const AUDIO = ["audio/ogg", "audio/opus", "audio/mpeg", "audio/mp4", "audio/aac", "audio/amr"];

/** A file that goes with the message, uploaded before. */
export interface Uploaded {
  kind: "image" | "audio" | "document";
  id: string;
  voice: boolean;
  name: string;
}

/** As what a file goes. */
export function kindOf(file: Pick<ParcelFile, "kind" | "mime">, size: number): Uploaded["kind"] {
  const mime = file.mime.split(";")[0] ?? file.mime;
  if (file.kind === "picture")
    return IMAGES.types.includes(mime) && size <= IMAGES.most ? "image" : "document";
  if (file.kind === "document") return "document";
  return AUDIO.includes(mime) ? "audio" : "document";
}

/** Whom it goes to, and our own id, which comes back with every status. */
export function envelope({ address, id }: Pick<Parcel, "address" | "id">): object {
  const to = address.startsWith("+") ? { to: address.slice(1) } : { recipient: address };
  return { recipient_type: "individual", ...to, biz_opaque_callback_data: id };
}

/** A message as the Cloud API takes it inside the 24 hours. */
export function writeMessage(content: OutgoingContent, file: Uploaded | null): object {
  const asked = file?.kind === "audio" ? null : interactive(content, file);
  if (asked !== null) return { type: "interactive", interactive: asked };
  const text = textWithChoices(content);
  if (file === null)
    return { type: "text", text: { body: text.slice(0, CAN.text), preview_url: false } };
  const caption = text === "" ? {} : { caption: text.slice(0, CAN.caption) };
  switch (file.kind) {
    case "image":
      return { type: "image", image: { id: file.id, ...caption } };
    case "audio":
      return { type: "audio", audio: { id: file.id, ...(file.voice && { voice: true }) } };
    case "document":
      return { type: "document", document: { id: file.id, filename: file.name, ...caption } };
  }
}

/** Three short answers are buttons, up to ten a list; others are typed. */
function interactive(content: OutgoingContent, file: Uploaded | null): object | null {
  const { choices, question, text } = content;
  if (question === null || choices.length === 0 || content.several === true || text === "")
    return null;
  const isShort = choices.every((choice) => labelOf(choice).length <= BUTTON_TITLE);
  const isDistinct = new Set(choices.map(labelOf)).size === choices.length;
  if (choices.length <= CAN.buttons && isShort && isDistinct && text.length <= MAX_BODY) {
    const buttons = choices.map((choice) => ({
      type: "reply",
      reply: { id: buttonId(question, choice.value), title: labelOf(choice) },
    }));
    const head = file === null ? {} : { header: headerOf(file) };
    return { type: "button", ...head, body: { text }, action: { buttons } };
  }
  const body = textWithChoices(content);
  const fits = choices.every(({ label }) => label.length <= ROW_DESCRIPTION);
  if (file !== null || choices.length > CAN.listRows || !fits || body.length > MAX_BODY)
    return null;
  const rows = choices.map((choice) => rowOf(question, choice));
  // The button says "1 – 7": figures need no translation.
  const ends = [choices[0], choices.at(-1)].map((choice) => choice?.number ?? "…");
  const action = { button: ends.join(" – "), sections: [{ rows }] };
  return { type: "list", body: { text: body }, action };
}

function headerOf(file: Uploaded): object {
  return file.kind === "image"
    ? { type: "image", image: { id: file.id } }
    : { type: "document", document: { id: file.id, filename: file.name } };
}

function rowOf(question: string, choice: Choice): object {
  const id = buttonId(question, choice.value);
  const title = labelOf(choice);
  if (title.length <= ROW_TITLE) return { id, title };
  const short =
    choice.number === null ? `${choice.label.slice(0, ROW_TITLE - 1)}…` : String(choice.number);
  return { id, title: short, description: choice.label };
}

/**
 * A message outside of the 24 hours: an approved template whose body is one parameter. Null when there is
 * nothing to say in words.
 */
export function writeTemplate(
  content: OutgoingContent,
  template: string,
  language: string,
): object | null {
  // A parameter may hold neither line breaks nor more than four blanks in a row.
  const text = textWithChoices(content)
    .replaceAll(/\s*\n\s*/g, " · ")
    .replaceAll(/\s+/g, " ")
    .trim();
  if (text === "") return null;
  const parameters = [{ type: "text", text: text.slice(0, MAX_PARAMETER) }];
  return {
    type: "template",
    template: {
      name: template,
      language: { code: language },
      components: [{ type: "body", parameters }],
    },
  };
}
