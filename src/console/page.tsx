import { renderToString } from "preact-render-to-string";
import type { ComponentChildren } from "preact";
import { limaDay, limaMinutes, weekday, type LimaDay } from "../core/lima.ts";

/** The console's parts, as its head lists them. */
const PARTS = [
  { href: "/", name: "Hoy" },
  { href: "/broadcasts", name: "Envíos" },
  { href: "/whatsapp", name: "WhatsApp" },
  { href: "/trainings", name: "Capacitaciones" },
] as const;

export type Part = (typeof PARTS)[number]["href"];

/**
 * A whole page of the console.
 * @param here the part it belongs to
 * @param refreshS the page is loaded anew after so many seconds; null for one that stands still
 */
export function document(
  title: string,
  body: ComponentChildren,
  here: Part = "/",
  refreshS: number | null = null,
): string {
  return `<!doctype html>${renderToString(
    <html lang="es">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#8e2a1c" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#2a1b15" media="(prefers-color-scheme: dark)" />
        <meta name="robots" content="noindex" />
        {refreshS !== null && <meta http-equiv="refresh" content={String(refreshS)} />}
        <title>{`${title} · Kallpanchis`}</title>
        <link rel="icon" type="image/svg+xml" href="/public/chat-icon.svg" />
        <link rel="stylesheet" href="/public/console.css" />
      </head>
      <body>
        <header>
          <div class="head">
            <img src="/public/chat-icon.svg" alt="" width={36} height={36} />
            <strong>Kallpanchis</strong>
            <nav>
              {PARTS.map(({ href, name }) => (
                <a key={href} href={href} aria-current={href === here ? "page" : undefined}>
                  {name}
                </a>
              ))}
              <a href="/chat">
                Chat<span class="wide-only">{"\u00A0de prueba"}</span>
              </a>
            </nav>
          </div>
        </header>
        <main>{body}</main>
      </body>
    </html>,
  )}`;
}

export function SignIn({ used }: { used: boolean }) {
  return (
    <section class="card sign-in">
      <h1>{used ? "Este enlace ya no sirve" : "Entre con su enlace"}</h1>
      <p>
        El servicio escribe un enlace nuevo cada vez que arranca. Búsquelo en su terminal, en la
        línea que empieza con <code>Console, opens once:</code>, y ábralo en este navegador.
      </p>
      <p class="soft">Cada enlace sirve una sola vez y dura un día.</p>
    </section>
  );
}

/** `Lunes 23 de noviembre` */
export function writeDay(day: LimaDay): string {
  const name = `${DAYS[weekday(day)] ?? ""} ${Number(day.slice(8))} de ${MONTHS[Number(day.slice(5, 7)) - 1] ?? ""}`;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** `lun 23 nov, 18:05`, Lima time. */
export function writeInstant(at: Date): string {
  const day = limaDay(at);
  const minutes = limaMinutes(at);
  const hour = `${String(Math.trunc(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  const month = MONTHS[Number(day.slice(5, 7)) - 1]?.slice(0, 3) ?? "";
  return `${DAYS[weekday(day)]?.slice(0, 3) ?? ""} ${Number(day.slice(8))} ${month}, ${hour}`;
}

const DAYS = ["domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"];

const MONTHS = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio"].concat([
  "agosto",
  "setiembre",
  "octubre",
  "noviembre",
  "diciembre",
]);
