import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answer } from "./graph.ts";
import { CloudPerson } from "./person.ts";
import { post, postOnce, signatureOf, writeBody } from "./webhook.ts";
import type { CloudCall, Fault, World } from "./world.ts";

/** A running Cloud API server with one number, and the people who write to it. */
export interface CloudApi {
  /** Settings of a service that uses it. */
  readonly settings: Record<string, string>;
  readonly appSecret: string;
  readonly verifyToken: string;
  readonly phoneId: string;
  /** Calls to /messages, oldest first. */
  readonly calls: readonly CloudCall[];
  /** Ids of messages that the business marked as read. */
  readonly read: ReadonlySet<string>;
  /** Statuses reported of each message, in this order. */
  statuses: string[];
  /** The person of this number (digits) or id, made at the first call. */
  person(id: string): CloudPerson;
  /** What goes wrong with the next calls, one each. */
  fails(...faults: Fault[]): void;
  /** Forgets an upload, as after 30 days. */
  forgetsMedia(): void;
  /** Tells where the webhook is, as one does in Meta's form; fails when it is not verified. */
  subscribe(url: string): Promise<void>;
  /** Posts any bytes, signed unless told otherwise; the status. */
  posts(body: Buffer | object, headers?: Record<string, string>): Promise<number>;
  /** A call of the webhook as Meta writes it. */
  delivery(value: object, phoneId?: string): object;
  stop(): Promise<void>;
}

/** Starts a local Cloud API server on 127.0.0.1. */
export async function startCloudApi(): Promise<CloudApi> {
  let webhook: string | null = null;
  let ids = 0;
  const people = new Map<string, CloudPerson>();
  const world: World = {
    root: "",
    token: "local-token",
    phoneId: "100200300",
    appSecret: "local-app-secret",
    verifyToken: "local-verify-token",
    templates: new Map([
      ["milk_reminder:es", 1],
      ["news:es", 1],
    ]),
    persons: people,
    media: new Map(),
    faults: [],
    calls: [],
    read: new Set(),
    statuses: ["sent", "delivered"],
    newId: (prefix) => `${prefix}${++ids}${"0".repeat(8)}`,
    async post(value) {
      if (webhook !== null)
        await post(() => webhook ?? "", writeBody(delivery(value)), world.appSecret);
    },
  };
  function delivery(value: object, phoneId = world.phoneId): object {
    const metadata = { display_phone_number: "51900000000", phone_number_id: phoneId };
    const change = {
      field: "messages",
      value: { messaging_product: "whatsapp", metadata, ...value },
    };
    return { object: "whatsapp_business_account", entry: [{ id: "1", changes: [change] }] };
  }
  const server = createServer((request, response) => void answer(world, request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  world.root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    settings: {
      WHATSAPP_CLOUD_TOKEN: world.token,
      WHATSAPP_CLOUD_PHONE_ID: world.phoneId,
      WHATSAPP_CLOUD_APP_SECRET: world.appSecret,
      WHATSAPP_CLOUD_VERIFY_TOKEN: world.verifyToken,
      WHATSAPP_CLOUD_API_ROOT: `${world.root}/v0.0`,
      WHATSAPP_CLOUD_TEMPLATES: "reminder:milk_reminder,broadcast:news",
    },
    appSecret: world.appSecret,
    verifyToken: world.verifyToken,
    phoneId: world.phoneId,
    calls: world.calls,
    read: world.read,
    get statuses() {
      return world.statuses;
    },
    set statuses(statuses) {
      world.statuses = statuses;
    },
    person(id) {
      const known = people.get(id) ?? new CloudPerson(world, id);
      people.set(id, known);
      return known;
    },
    fails: (...faults) => void world.faults.push(...faults),
    forgetsMedia: () => world.media.clear(),
    async subscribe(url) {
      const asked = new URLSearchParams({
        "hub.mode": "subscribe",
        "hub.verify_token": world.verifyToken,
        "hub.challenge": "1158201444",
      });
      const response = await fetch(`${url}?${asked.toString()}`);
      if (response.status !== 200 || (await response.text()) !== "1158201444")
        throw new Error("the webhook was not verified");
      webhook = url;
    },
    posts(body, headers) {
      const bytes = Buffer.isBuffer(body) ? body : writeBody(body);
      const signed = { "x-hub-signature-256": signatureOf(bytes, world.appSecret) };
      return postOnce(webhook ?? "", bytes, headers ?? signed);
    },
    delivery,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
