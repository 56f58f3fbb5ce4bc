import { actions } from "./actions.ts";
import { join } from "node:path";
import { openAuthorDesk } from "./authoring.ts";
import { openSimulator } from "./channels/simulator/simulator.ts";
import { failureName, openTelegram } from "./channels/telegram/telegram.ts";
import { makeCharts } from "./charts/charts.ts";
import { openWhatsAppCloud } from "./channels/whatsapp-cloud/whatsapp-cloud.ts";
import type { Config } from "./config.ts";
import type { Readiness } from "./console/readiness.ts";
import { openConsole, type ConsoleTools } from "./console/server.ts";
import { pump } from "./broadcast/pump.ts";
import type { PumpTools } from "./broadcast/tools.ts";
import { begin } from "./conversation/begin.ts";
import { drain, type DrainTools } from "./conversation/drain.ts";
import { openShelf } from "./conversation/shelf.ts";
import { ringTimers } from "./conversation/timers.ts";
import type { Channel } from "./core/channel.ts";
import { shiftedClock, systemClock } from "./core/clock.ts";
import type { Language } from "./core/language.ts";
import { limaDay } from "./core/lima.ts";
import type { ChannelName, OutgoingContent } from "./core/message.ts";
import { named, writeText } from "./flow/writing.ts";
import { fetchFiles } from "./inbox/fetch.ts";
import { makeReceive } from "./inbox/receive.ts";
import { openJobs, type QueueWork } from "./jobs/queue.ts";
import { startPrivateRedis } from "./jobs/redis-server.ts";
import { makeHearing } from "./hearing.ts";
import { readLexicon, readWriting } from "./library.ts";
import type { Logger } from "./log.ts";
import { openMetrics } from "./metrics.ts";
import { loadDemonstration } from "./modules/demonstration/district.ts";
import { remind } from "./modules/milk/reminders.ts";
import { openBroadcastLane, type BroadcastLane } from "./outbox/broadcast-lane.ts";
import { makeDeliver, type DeliverTools } from "./outbox/deliver.ts";
import type { PaceLimits } from "./outbox/pace.ts";
import { makeReport } from "./outbox/receipts.ts";
import { forgetOld, sweep } from "./outbox/sweep.ts";
import type { ExpectedFile } from "./store/files.ts";
import { lastWrittenAt } from "./store/inbox.ts";
import { openStore } from "./store/open.ts";
import { countOutbound } from "./store/outbox.ts";
import { tasks } from "./tasks.ts";
import { publishFiles, releaseAtStart, watchFolders } from "./release.ts";
import { normalisedAnswer } from "./understanding/control-words.ts";

/** The service while it runs. */
export interface App {
  /** Where a browser finds it. */
  url: string;
  /** Opens the console once. */
  signInUrl: string;
  telegram: "off" | "polling" | "webhook";
  whatsapp: "off" | "on";
  /** Address of the webhook for WhatsApp's Cloud API; null when it is off. */
  whatsappCloud: string | null;
  /** Flows whose files differ from what is published. */
  unpublished: string[];
  /** Families loaded for trying out; 0 when the database was in use already. */
  demonstration: number;
  /** Stops in reverse order, finishing what is in hand. */
  stop(): Promise<void>;
}

const DRAINS = 64;
const SENDS = 64;
const PUMP_MS = 500;
/** Every claim looks at all broadcast messages that wait. */
const MOST_LEAD = 600;
const SWEEP_MS = 5000;
const FETCH_MS = 1000;
const REFRESH_MS = 1000;
const FORGET_MS = 3_600_000;

/**
 * Builds the tools, wires the workers and starts everything in order.
 * @param root folder that holds prisma, flows, locales, assets and dist
 */
export async function startApp(config: Config, log: Logger, root: string): Promise<App> {
  const closers: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) {
      await close().catch((error: unknown) =>
        log.error({ failure: failureName(error) }, "a part did not stop well"),
      );
    }
  };
  try {
    return await assemble(config, log, root, closers, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function assemble(
  config: Config,
  log: Logger,
  root: string,
  closers: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<App> {
  const clock = config.clockStart === null ? systemClock : shiftedClock(config.clockStart);
  const writing = readWriting(root);
  const lexicon = readLexicon(root);
  const metrics = openMetrics();

  const store = await openStore(config.databaseUrl, join(root, "prisma"));
  closers.push(() => store.close());
  let redisUrl = config.redisUrl;
  if (redisUrl === null) {
    const redis = await startPrivateRedis(join(config.data, "redis"));
    closers.push(() => redis.stop());
    redisUrl = redis.url;
  }
  const demonstration =
    config.telegram === null && config.whatsapp === null && config.whatsappCloud === null
      ? await loadDemonstration(store, clock.now())
      : { families: 0 };
  const shelf = await openShelf(store, normalisedAnswer);
  const release = { store, shelf, clock, log, root, actions, lexicon };
  const unpublished = await releaseAtStart(release, shelf.published(), config.watchFlows);
  const jobs = openJobs(redisUrl, (queue, error) =>
    log.warn({ queue, failure: failureName(error) }, "job trouble"),
  );
  closers.push(() => jobs.close());
  const charts = makeCharts({
    assets: join(root, "assets"),
    worker: join(root, "dist", "charts-worker.mjs"),
  });
  closers.push(() => charts.stop());

  const author = openAuthorDesk({ shelf, clock, root, actions, lexicon });
  const simulator = openSimulator(store, clock);
  const telegram =
    config.telegram === null
      ? null
      : openTelegram(
          { ...config.telegram, publicUrl: () => config.publicUrl ?? consoleServer.url },
          clock,
          (method, error) => log.warn({ method, failure: failureName(error) }, "telegram trouble"),
        );
  const cloud =
    config.whatsappCloud === null
      ? null
      : openWhatsAppCloud(
          config.whatsappCloud,
          clock,
          (address) =>
            store.read((db) =>
              lastWrittenAt(db, config.whatsappCloud?.name ?? "whatsapp", address),
            ),
          (what, error) =>
            log.warn({ what, failure: failureName(error) }, "whatsapp cloud trouble"),
        );
  const channels = new Map<ChannelName, Channel>([["simulator", simulator]]);
  if (cloud !== null) channels.set(cloud.name, cloud);
  if (telegram !== null) channels.set("telegram", telegram);
  const sending = new Map<ChannelName, QueueWork>();
  let whatsappDesk: ConsoleTools["whatsapp"] = null;
  if (config.whatsapp !== null) {
    const { assembleWhatsApp } = await import("./whatsapp.ts");
    const whatsapp = assembleWhatsApp(config.whatsapp, {
      store,
      clock,
      redisUrl,
      // What waits is sent by the process that has the number, while it is online.
      line: (up) => (up ? sending.get("whatsapp")?.resume() : sending.get("whatsapp")?.pause()),
      trouble: (what, error) => log.warn({ what, failure: failureName(error) }, "whatsapp trouble"),
    });
    closers.push(() => whatsapp.close());
    channels.set("whatsapp", whatsapp.channel);
    whatsappDesk = whatsapp.desk;
  }

  const arrived = (identityId: string): void => jobs.nudge("drain", identityId);
  const waiting = (channel: ChannelName, identityId: string, delayMs = 0): void =>
    jobs.nudge(`send-${channel}`, identityId, delayMs);
  const receive = makeReceive({
    store,
    clock,
    arrived,
    counted: (result) => metrics.received.inc({ result }),
  });
  const lanes = new Map<ChannelName, BroadcastLane>();
  const deliverTools: DeliverTools = {
    store,
    clock,
    channel: (name) => channels.get(name) ?? null,
    draw: (chart) => charts.draw(chart),
    turn: (name) => lanes.get(name)?.turn() ?? Promise.resolve(),
    later: waiting,
    counted: (channel, result) => metrics.sends.inc({ channel, result }),
  };
  const deliver = makeDeliver(deliverTools);
  const drainTools: DrainTools = {
    store,
    clock,
    shelf,
    writing,
    actions,
    ear: makeHearing(lexicon, shelf),
    sent: waiting,
    watch: author.watch,
    drafting: author.drafting,
    counted: (result) => metrics.turns.inc({ result }),
    stopped(flow, reason) {
      metrics.stopped.inc({ flow, reason });
      log.warn({ flow, reason }, "a conversation was stopped");
    },
  };
  const sweepTools = {
    store,
    clock,
    arrived,
    waiting,
    counted: (count: number) => {
      metrics.sends.inc({ channel: "all", result: "unknown" }, count);
      log.warn({ count }, "sends of unknown outcome found");
    },
  };
  const pumpTools: PumpTools = {
    store,
    clock,
    attention: config.attention,
    lead: new Map([...channels.keys()].map((name) => [name, leadOf(config.pace[name])])),
    begin(tx, to, flow, values, expiresAt) {
      return begin(drainTools, tx, { ...to, flow, values, kind: "notice", expiresAt });
    },
    named: (language, name, text) => named(writing[language], name, text),
    wake: (name) => lanes.get(name)?.wake(),
    trouble: (error) => log.error({ failure: failureName(error) }, "a flow could not be begun"),
  };
  const tellLost = async ({ identityId, channel }: ExpectedFile): Promise<void> => {
    const lost = { identityId, flow: "media_lost", values: {}, kind: "reply" as const };
    await store.together((tx) =>
      begin(drainTools, tx, { ...lost, personId: null, expiresAt: null }),
    );
    waiting(channel, identityId);
  };
  const writeReminder = (language: Language, name: string): OutgoingContent => {
    const template =
      shelf.program(shelf.current("milk_reminder")).words[language]["remind"]?.say ?? "";
    const text = writeText(
      template,
      { name: { type: "text", text: name } },
      writing[language],
      limaDay(clock.now()),
    );
    return { text, choices: [], listed: false, question: null, picture: null };
  };

  const readiness = async (): Promise<Readiness> => ({
    database: await store
      .read((connection) => connection.query("SELECT 1"))
      .then(
        () => true,
        () => false,
      ),
    redis: jobs.ready(),
    migrations: true,
    channels: Object.fromEntries(
      [...channels].map(([name, channel]) => [name, { ready: channel.ready() }]),
    ),
  });
  const consoleServer = await openConsole({
    config,
    root,
    store,
    clock,
    simulator,
    author,
    webhook: telegram?.webhook ?? null,
    whatsapp: whatsappDesk,
    signedWebhook: cloud?.webhook ?? null,
    readiness,
    metrics: async () => {
      for (const { state, count } of await store.read(countOutbound))
        metrics.outbox.set({ state }, count);
      return { text: await metrics.text(), contentType: metrics.contentType };
    },
    trouble: (where, error) => log.error({ where, failure: failureName(error) }, "request failed"),
  });
  closers.push(() => consoleServer.close());

  jobs.work("drain", DRAINS, (identityId) => drain(drainTools, identityId));
  for (const name of channels.keys()) sending.set(name, jobs.work(`send-${name}`, SENDS, deliver));
  if (config.whatsapp !== null) sending.get("whatsapp")?.pause();
  await sweep(sweepTools, store.kind === "sqlite");
  for (const [name, channel] of channels) {
    const lane = openBroadcastLane(channel, config.pace[name], {
      ...deliverTools,
      deliver,
      trouble: (error) =>
        log.error({ failure: failureName(error) }, "a broadcast message met trouble"),
      ticks: () => performance.now(),
    });
    lanes.set(name, lane);
    closers.push(() => lane.close());
  }
  closers.push(
    repeat(PUMP_MS, log, () => pump(pumpTools)),
    repeat(SWEEP_MS, log, async () => {
      await sweep(sweepTools, false);
      await ringTimers(drainTools);
      await remind({
        store,
        clock,
        attention: config.attention,
        write: writeReminder,
        sent: waiting,
      });
    }),
    repeat(FETCH_MS, log, () =>
      fetchFiles({
        store,
        clock,
        channels,
        counted: (channel, result) => metrics.files.inc({ channel, result }),
        lost: tellLost,
      }),
    ),
    repeat(REFRESH_MS, log, async () => {
      await shelf.refresh();
    }),
    ...tasks.map((task) =>
      repeat(task.everyMs, log.child({ task: task.name }), () => task.run({ store, clock })),
    ),
    repeat(FORGET_MS, log, () => forgetOld({ store, clock: systemClock })),
  );
  closers.push(
    watchFolders(root, async () => {
      if (config.watchFlows) await publishFiles(release);
      await author.filesChanged();
    }),
  );
  const reportTools = {
    store,
    clock,
    counted: (channel: ChannelName, state: string) => metrics.receipts.inc({ channel, state }),
    waiting,
  };
  for (const channel of channels.values()) {
    const report = makeReport(reportTools, channel.name);
    await channel.start(receive, report);
    closers.push(() => channel.stop());
  }
  return {
    url: consoleServer.url,
    signInUrl: await consoleServer.newSignInUrl(),
    telegram: config.telegram?.mode ?? "off",
    whatsapp: config.whatsapp === null ? "off" : "on",
    whatsappCloud: cloud === null ? null : `${consoleServer.url}${cloud.webhook.path}`,
    demonstration: demonstration.families,
    unpublished,
    stop,
  };
}

/** Broadcast messages that may wait in the outbox: what the lane sends while the pump rests, and some more. */
function leadOf({ perSecond }: PaceLimits): number {
  return Math.min(MOST_LEAD, Math.max(4, Math.ceil((perSecond * 3 * PUMP_MS) / 1000)));
}

/** Does the work again and again, never twice at once; the result ends it and waits for what is in hand. */
function repeat(everyMs: number, log: Logger, work: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    current = work()
      .catch((error: unknown) =>
        log.error({ failure: failureName(error) }, "a regular task failed"),
      )
      .finally(() => (busy = false));
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await current;
  };
}
