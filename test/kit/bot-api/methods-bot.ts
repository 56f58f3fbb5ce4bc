import {
  badRequest,
  ApiError,
  isObject,
  readFlag,
  readInteger,
  readStructure,
  readText,
} from "./wire.ts";
import type { Payload } from "./wire.ts";
import type { BotCommand, Call, World } from "./world.ts";

const POLL_LIMIT = 100;
const POLL_TIMEOUT_LIMIT_SECONDS = 50;
const DEFAULT_CONNECTIONS = 40;
const CONNECTION_LIMIT = 100;
const COMMAND_LIMIT = 100;

/** getMe */
export function getMe(world: World): unknown {
  return {
    ...world.bot,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
  };
}

/** getUpdates */
export function getUpdates(world: World, call: Call): unknown {
  const { payload } = call;
  if (world.updates.webhook !== undefined) {
    throw new ApiError(
      409,
      "Conflict: can't use getUpdates method while webhook is active; " +
        "use deleteWebhook to delete the webhook first",
    );
  }
  readAllowed(world, payload);
  return world.updates.polling.poll(
    {
      offset: readInteger(payload, "offset") ?? 0,
      limit: clamp(readInteger(payload, "limit") ?? POLL_LIMIT, 1, POLL_LIMIT),
      timeoutSeconds: clamp(readInteger(payload, "timeout") ?? 0, 0, POLL_TIMEOUT_LIMIT_SECONDS),
    },
    (listener) => call.onGone(listener),
  );
}

/** setWebhook; an empty url removes it. */
export function setWebhook(world: World, call: Call): true {
  const { payload } = call;
  const url = readText(payload, "url") ?? "";
  if (url === "") return deleteWebhook(world, call);
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    throw badRequest("invalid webhook URL specified");
  }
  const secret = readText(payload, "secret_token");
  if (secret !== undefined && !/^[A-Za-z0-9_-]{0,256}$/.test(secret)) {
    throw badRequest("secret token contains unallowed characters");
  }
  const wished = readInteger(payload, "max_connections") ?? DEFAULT_CONNECTIONS;
  const maxConnections = clamp(wished, 1, CONNECTION_LIMIT);
  readAllowed(world, payload);
  const settings = { url, secret: secret === "" ? undefined : secret, maxConnections };
  const drop = readFlag(payload, "drop_pending_updates");
  const present = world.updates.webhook?.settings;
  const equal = JSON.stringify(present) === JSON.stringify(settings);
  // The same settings again change nothing: what is under way stays under way.
  if (!equal) world.updates.useWebhook(settings, drop);
  else if (drop) world.updates.dropPending();
  return true;
}

/** deleteWebhook */
export function deleteWebhook(world: World, call: Call): true {
  const drop = readFlag(call.payload, "drop_pending_updates");
  if (world.updates.webhook !== undefined) world.updates.useWebhook(undefined, drop);
  else if (drop) world.updates.dropPending();
  return true;
}

/** getWebhookInfo */
export function getWebhookInfo(world: World): unknown {
  const { webhook, pending, allowed } = world.updates;
  const info: Record<string, unknown> = {
    url: webhook?.settings.url ?? "",
    has_custom_certificate: false,
    pending_update_count: pending,
  };
  if (allowed.length > 0) info.allowed_updates = allowed;
  if (webhook === undefined) return info;
  info.max_connections = webhook.settings.maxConnections;
  info.ip_address = "127.0.0.1";
  if (webhook.lastError !== undefined) {
    info.last_error_date = webhook.lastError.date;
    info.last_error_message = webhook.lastError.message;
  }
  return info;
}

/** setMyCommands */
export function setMyCommands(world: World, call: Call): true {
  const list = readStructure(call.payload, "commands");
  if (!Array.isArray(list)) throw badRequest('field "commands" must be of type Array');
  if (list.length > COMMAND_LIMIT) throw badRequest("BOT_COMMANDS_TOO_MUCH");
  world.commands.set(menuKey(call.payload), list.map(readCommand));
  return true;
}

/** getMyCommands */
export function getMyCommands(world: World, call: Call): unknown {
  return world.commands.get(menuKey(call.payload)) ?? [];
}

/** deleteMyCommands */
export function deleteMyCommands(world: World, call: Call): true {
  world.commands.delete(menuKey(call.payload));
  return true;
}

/** getFile */
export function getFile(world: World, call: Call): unknown {
  const file = world.files.forDownload(readText(call.payload, "file_id") ?? "");
  return {
    file_id: file.id,
    file_unique_id: file.uniqueId,
    file_size: file.size,
    file_path: file.path,
  };
}

function readCommand(value: unknown): BotCommand {
  if (!isObject(value)) throw badRequest("expected an Object as BotCommand");
  const { command, description } = value;
  if (typeof command !== "string" || !/^\/?[a-z0-9_]{1,32}$/.test(command)) {
    throw badRequest("BOT_COMMAND_INVALID");
  }
  if (typeof description !== "string" || description.length === 0 || description.length > 256) {
    throw badRequest("BOT_COMMAND_DESCRIPTION_INVALID");
  }
  return { command: command.replace("/", ""), description };
}

function menuKey(payload: Payload): string {
  const scope = readStructure(payload, "scope");
  const type = isObject(scope) && typeof scope.type === "string" ? scope.type : "default";
  const chat = isObject(scope) ? readText(scope, "chat_id") : undefined;
  const language = readText(payload, "language_code");
  return [type, chat, language].filter((part) => part !== undefined && part !== "").join(":");
}

/** Omitted keeps the last setting; an empty list goes back to the default set. */
function readAllowed(world: World, payload: Payload): void {
  const list = readStructure(payload, "allowed_updates");
  if (list === undefined) return;
  if (!Array.isArray(list)) throw badRequest("can't parse allowed updates: Array expected");
  world.updates.allowed = list.filter((each) => typeof each === "string");
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
