import { GraphError, type CloudMessage, type World } from "./world.ts";

type Fields = Record<string, unknown>;

/** What the phone is shown of a payload; refuses what the real API refuses. */
export function compose(world: World, payload: Fields): CloudMessage {
  const type = text(payload["type"], "type");
  const message: CloudMessage = {
    id: world.newId("wamid."),
    type,
    text: "",
    buttons: [],
    rows: [],
    media: null,
    template: null,
    isVoice: false,
    opaque:
      typeof payload["biz_opaque_callback_data"] === "string"
        ? payload["biz_opaque_callback_data"]
        : null,
  };
  const body = fields(payload[type], type);
  switch (type) {
    case "text":
      message.text = within(body["body"], "text.body", 4096);
      return message;
    case "image":
    case "audio":
    case "document":
      return withMedia(world, message, type, body);
    case "interactive":
      return withChoices(world, message, body);
    case "template":
      return withTemplate(world, message, body);
    default:
      throw new GraphError(400, 131_051, `unsupported type ${type}`);
  }
}

const MIMES: Record<string, RegExp> = {
  image: /^image\/(jpeg|png)$/,
  audio: /^audio\//,
  document: /./,
};

function withMedia(world: World, message: CloudMessage, type: string, body: Fields): CloudMessage {
  const media = world.media.get(text(body["id"], `${type}.id`));
  if (media === undefined) throw new GraphError(400, 131_009, "media id is not valid");
  if (MIMES[type]?.test(media.mime) !== true)
    throw new GraphError(400, 131_053, `${media.mime} is no ${type}`);
  if (type === "audio" && body["caption"] !== undefined)
    throw new GraphError(400, 100, "audio takes no caption");
  message.media = media;
  message.isVoice = body["voice"] === true;
  if (body["caption"] !== undefined) message.text = within(body["caption"], "caption", 1024);
  return message;
}

function withChoices(world: World, message: CloudMessage, body: Fields): CloudMessage {
  const kind = text(body["type"], "interactive.type");
  message.text = within(fields(body["body"], "body")["text"], "interactive.body", 1024);
  const action = fields(body["action"], "action");
  const header = body["header"] === undefined ? null : fields(body["header"], "header");
  if (header !== null) {
    if (kind === "list") throw new GraphError(400, 131_009, "a list has a header of text only");
    const type = text(header["type"], "header.type");
    withMedia(world, message, type, fields(header[type], "header"));
  }
  if (kind === "button") {
    message.buttons = list(action["buttons"], "buttons", 3).map((one) => {
      const reply = fields(fields(one, "button")["reply"], "reply");
      return { id: within(reply["id"], "id", 256), title: within(reply["title"], "title", 20) };
    });
    const titles = new Set(message.buttons.map(({ title }) => title));
    if (titles.size < message.buttons.length)
      throw new GraphError(400, 131_009, "two buttons have the same title");
    return message;
  }
  if (kind !== "list") throw new GraphError(400, 131_009, `no interactive ${kind}`);
  within(action["button"], "action.button", 20);
  message.rows = list(action["sections"], "sections", 10)
    .flatMap((section) => list(fields(section, "section")["rows"], "rows", 10))
    .map((one) => {
      const row = fields(one, "row");
      return {
        id: within(row["id"], "row.id", 200),
        title: within(row["title"], "row.title", 24),
        description:
          row["description"] === undefined ? "" : within(row["description"], "description", 72),
      };
    });
  if (message.rows.length > 10) throw new GraphError(400, 131_009, "more than 10 rows");
  return message;
}

function withTemplate(world: World, message: CloudMessage, body: Fields): CloudMessage {
  const name = text(body["name"], "template.name");
  const language = text(fields(body["language"], "language")["code"], "language.code");
  const wanted = world.templates.get(`${name}:${language}`);
  if (wanted === undefined) throw new GraphError(404, 132_001, "template does not exist");
  const parameters = list(body["components"] ?? [], "components", 10).flatMap((component) =>
    list(fields(component, "component")["parameters"], "parameters", 10),
  );
  if (parameters.length !== wanted)
    throw new GraphError(400, 132_000, "wrong number of parameters");
  const values = parameters.map((one) => within(fields(one, "parameter")["text"], "text", 1024));
  if (values.some((value) => /[\n\t]| {5}/.test(value)))
    throw new GraphError(400, 132_018, "a parameter has line breaks");
  message.template = name;
  message.text = values.join(" ");
  return message;
}

/** An object. */
export function fields(value: unknown, where: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new GraphError(400, 100, `${where} must be an object`);
}

/** A text that is not empty. */
export function text(value: unknown, where: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw new GraphError(400, 100, `${where} must be a text`);
}

function within(value: unknown, where: string, most: number): string {
  const read = text(value, where);
  if (read.length > most) throw new GraphError(400, 131_009, `${where} has more than ${most}`);
  return read;
}

function list(value: unknown, where: string, most: number): unknown[] {
  if (!Array.isArray(value) || value.length === 0)
    throw new GraphError(400, 100, `${where} must be a list`);
  if (value.length > most) throw new GraphError(400, 131_009, `${where}: more than ${most}`);
  return value;
}
