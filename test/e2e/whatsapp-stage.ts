import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { quietSignal } from "../../src/channels/whatsapp/quiet.ts";
import { newDataFolder, runCommand, startService, type Service } from "../kit/service.ts";
import { MEDIA_CERTIFICATE } from "../kit/whatsapp-server/media.ts";
import type { OwnerPhone } from "../kit/whatsapp-server/owner.ts";
import { startWhatsAppServer, type WhatsAppServer } from "../kit/whatsapp-server/server.ts";

/** The number that serves. */
export const OWNER = "51900000001";

/** The service, a WhatsApp server of our own, and the phone whose number is linked. */
export interface WhatsAppStage {
  server: WhatsAppServer;
  owner: OwnerPhone;
  service(): Service;
  data: string;
  environment: Record<string, string>;
  /** Runs a command beside the service. */
  runs(...command: string[]): Promise<{ code: number | null; stdout: string; stderr: string }>;
  /** Links by QR, as the owner does. */
  link(...more: string[]): Promise<void>;
  /** Waits until `/readyz` says so. */
  ready(is?: boolean, limitMs?: number): Promise<void>;
  imports(rows: string[]): Promise<void>;
  milk(): Promise<Record<string, string>[]>;
  /** Ends the service in peace, or as a power cut does, and starts it anew. */
  restart(how: "stop" | "kill"): Promise<void>;
  close(): Promise<void>;
}

export async function openWhatsAppStage(more: Record<string, string> = {}): Promise<WhatsAppStage> {
  // Contacts live in this process: what their Signal library prints is nobody's business.
  quietSignal();
  const server = await startWhatsAppServer();
  const owner = server.owner(OWNER);
  const folder = newDataFolder();
  const environment = {
    WHATSAPP: "on",
    WHATSAPP_WS_URL: server.url,
    WHATSAPP_ROOT_KEY: server.rootKey,
    NODE_EXTRA_CA_CERTS: MEDIA_CERTIFICATE,
    ...more,
  };
  const { data } = folder;
  let service = await startService({ data, environment });
  const runs = (...command: string[]) =>
    runCommand(command, { KALLPANCHIS_DATA: data, ...environment });

  return {
    server,
    owner,
    service: () => service,
    data,
    environment,
    runs,
    link: (...more) => linkByQr(server, owner, { KALLPANCHIS_DATA: data, ...environment }, more),
    ready: (is = true, limitMs = 15_000) =>
      eventually(async () => (await whatsappReady(service.url)) === is, limitMs),
    async imports(rows) {
      const file = join(data, "roster.csv");
      const header = "family_code,family_name,person_name,phone,language,consent";
      writeFileSync(file, [header, ...rows].join("\n"));
      const done = await runs("import", "families", file);
      if (done.code !== 0) throw new Error(done.stderr);
    },
    async milk() {
      const done = await runs("export", "milk", "--format", "json", "--to", "2030-01-01");
      if (done.code !== 0) throw new Error(done.stderr);
      return JSON.parse(done.stdout) as Record<string, string>[];
    },
    async restart(how) {
      if (how === "stop") await service.stop();
      else await service.kill();
      service = await startService({ data, environment });
    },
    async close() {
      const code = await service.stop();
      await server.stop();
      folder.remove();
      if (code !== 0) throw new Error(`the service ended with ${code}:\n${service.output()}`);
    },
  };
}

/** Runs `whatsapp link --raw` and scans what it prints. */
export async function linkByQr(
  server: WhatsAppServer,
  owner: OwnerPhone,
  environment: Record<string, string>,
  more: string[] = [],
): Promise<void> {
  const command = ["bin/kallpanchis.mjs", "whatsapp", "link", "--raw", ...more];
  const child = spawn(process.execPath, command, {
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString("utf8")));
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    if (lines.length === 1) server.scan(line, owner);
  });
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  if (code !== 0 || lines.at(-1) !== "linked")
    throw new Error(`not linked (${code}): ${lines.join(" | ")} ${errors}`);
}

async function whatsappReady(url: string): Promise<boolean> {
  const answer = (await (await fetch(`${url}/readyz`)).json()) as {
    channels: Record<string, { ready: boolean }>;
  };
  return answer.channels["whatsapp"]?.ready ?? false;
}

/** Waits until it is so. */
export async function eventually(
  isSo: () => boolean | Promise<boolean>,
  limitMs = 10_000,
): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error("it never became so");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
