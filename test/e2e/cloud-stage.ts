import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startCloudApi, type CloudApi } from "../kit/cloud-api/cloud-api.ts";
import type { CloudPerson } from "../kit/cloud-api/person.ts";
import { newDataFolder, runCommand, startService, type Service } from "../kit/service.ts";

/** The rehearsed day: a Wednesday, at ten in Lima. */
export const MORNING = "2026-11-25T10:00:00-05:00";

const HEADER =
  "family_code,family_name,person_name,phone,language,district,municipality,consent,roles";

/** The real service on a local Cloud API server, with families of a roster. */
export type CloudStage = Awaited<ReturnType<typeof openCloudStage>>;

export async function openCloudStage(families = 40) {
  const api: CloudApi = await startCloudApi();
  const folder = newDataFolder();
  const startedAt = Date.now();
  const now = (): Date => new Date(Date.parse(MORNING) + Date.now() - startedAt);
  const start = (): Promise<Service> =>
    startService({
      data: folder.data,
      environment: {
        ...api.settings,
        KALLPANCHIS_CLOCK: now().toISOString(),
        LOG_LEVEL: "trace",
      },
    });
  const phone = (number: number): string => `519840${String(number).padStart(5, "0")}`;
  const rows = Array.from({ length: families }, (_, index) => {
    const language = index % 2 === 0 ? "es" : "qu";
    return `F-${index},Quispe,Rosa Quispe,+${phone(index)},${language},Anta,Anta,yes,producer`;
  });
  const file = join(folder.data, "families.csv");
  writeFileSync(file, `${[HEADER, ...rows].join("\n")}\n`);
  await run("import", "families", file);
  let service = await start();
  await subscribe();
  let taken = 0;

  async function run(...command: string[]): Promise<string> {
    const done = await runCommand(command, {
      ...api.settings,
      KALLPANCHIS_DATA: folder.data,
      KALLPANCHIS_CLOCK: now().toISOString(),
    });
    if (done.code !== 0) throw new Error(`${command.join(" ")} failed:\n${done.stderr}`);
    return done.stdout;
  }

  function subscribe(): Promise<void> {
    return api.subscribe(`${service.url}/whatsapp/webhook`);
  }

  function withClock(person: CloudPerson): CloudPerson {
    person.clock = now;
    return person;
  }

  return {
    api,
    run,
    service: () => service,
    /** The next family of the roster that nobody has played; Spanish and Quechua in turn. */
    family(language: "es" | "qu" = "es"): CloudPerson {
      if ((taken % 2 === 0) !== (language === "es")) taken += 1;
      return withClock(api.person(phone(taken++)));
    },
    /** Somebody on no roster. */
    newcomer: (id: string) => withClock(api.person(id)),
    /** Litres in force by phone's family number. */
    async litres(person: CloudPerson): Promise<string[]> {
      const text = await run("export", "milk", "--format", "json", "--to", "2030-01-01");
      const rowsOf = JSON.parse(text) as { family_code: string; total_l: string }[];
      const code = `F-${Number(person.id.slice(6))}`;
      return rowsOf.filter((row) => row.family_code === code).map((row) => row.total_l);
    },
    async restart(): Promise<void> {
      await service.kill();
      service = await start();
      await subscribe();
    },
    async close(): Promise<void> {
      const code = await service.stop();
      await api.stop();
      folder.remove();
      if (code !== 0) throw new Error(`the service ended badly:\n${service.output().slice(-4000)}`);
    },
  };
}
