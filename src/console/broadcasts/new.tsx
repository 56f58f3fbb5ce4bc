import type { Preview } from "../../broadcast/preview.ts";
import type { SavedAudience } from "../../broadcast/saved.ts";
import { PURPOSES } from "../../core/caller.ts";
import { writeInstant } from "../page.tsx";
import { needsSecond, type Written } from "./draft.ts";
import { CHANNEL_WORDS, PURPOSE_WORDS, reasonWords } from "./words.ts";

/** The form of a new broadcast; with a preview of what it would do once that was asked for. */
export function New(view: {
  written: Written;
  saved: SavedAudience[];
  token: string;
  problem: string | null;
  preview: Preview | null;
}) {
  const { written, saved, token, problem, preview } = view;
  const value = (name: string): string => written[name] ?? "";
  return (
    <>
      <p>
        <a href="/broadcasts">← Envíos</a>
      </p>
      <h1>Nuevo envío</h1>
      {problem !== null && (
        <p class="card problem" role="alert">
          {problem}
        </p>
      )}
      {preview !== null && <Shown preview={preview} written={written} token={token} />}
      <form class="card fields" method="post" action="/broadcasts/preview">
        <input type="hidden" name="token" value={token} />
        <label>
          Quién lo envía
          <input name="by" required maxLength={60} value={value("by")} />
        </label>
        <label>
          Para qué es
          <select name="purpose" required>
            {PURPOSES.map((one) => (
              <option key={one} value={one} selected={one === value("purpose")}>
                {PURPOSE_WORDS[one]}
              </option>
            ))}
          </select>
        </label>
        <label>
          A quiénes
          <input name="to" required list="saved" value={value("to")} />
          <datalist id="saved">
            {saved.map(({ name }) => (
              <option key={name} value={`@${name}`} />
            ))}
          </datalist>
          <small>
            Por ejemplo <code>role=producer municipality=Anta</code>,{" "}
            <code>community=Marku sex=F</code> o <code>role=producer except language=es</code>.
          </small>
        </label>
        <label>
          Mensaje en castellano
          <textarea name="text" required rows={4}>
            {value("text")}
          </textarea>
          <small>
            <code>{"{name}"}</code> se cambia por el nombre de cada persona.
          </small>
        </label>
        <label>
          El mismo en quechua
          <textarea name="text_qu" rows={4}>
            {value("text_qu")}
          </textarea>
        </label>
        <div class="pair">
          <label>
            Respuestas para elegir
            <input name="options" placeholder="Sí, No" value={value("options")} />
          </label>
          <label>
            En quechua
            <input name="options_qu" placeholder="Arí, Manan" value={value("options_qu")} />
          </label>
        </div>
        <div class="pair">
          <label>
            Cuándo empieza
            <input name="at" type="datetime-local" value={value("at")} />
            <small>Vacío: ahora mismo.</small>
          </label>
          <label>
            Repartido en
            <select name="window">
              {["0", "1", "2", "4", "8"].map((hours) => (
                <option key={hours} value={hours} selected={hours === value("window")}>
                  {hours === "0" ? "lo antes posible" : `${hours} h`}
                </option>
              ))}
            </select>
          </label>
        </div>
        <label class="check">
          <input
            type="checkbox"
            name="ask_consent"
            value="yes"
            checked={value("ask_consent") === "yes"}
          />
          A quien nunca se le preguntó, pedirle permiso una sola vez
        </label>
        <button>Ver a cuántos llega</button>
      </form>
    </>
  );
}

/** How many it reaches, until when, how it reads; and the way to send it. */
function Shown(view: { preview: Preview; written: Written; token: string }) {
  const { preview, written, token } = view;
  const { queued = 0, skipped = 0, asked_first: asked = 0, ...reasons } = preview.counts;
  return (
    <section class="card">
      <h2>Así sería</h2>
      <p>
        Llega a <b>{queued}</b> {queued === 1 ? "persona" : "personas"}
        {Object.keys(preview.channels).length > 0 &&
          ` (${Object.entries(preview.channels)
            .map(([name, count]) => `${CHANNEL_WORDS[name] ?? name} ${count}`)
            .join(", ")})`}
        {preview.reached_by !== null &&
          `; a la última, ${writeInstant(new Date(preview.reached_by))}`}
        .{asked > 0 && ` A ${asked} se les pide permiso primero.`}
      </p>
      {skipped > 0 && (
        <ul class="lines">
          {Object.entries(reasons).map(([reason, count]) => (
            <li key={reason}>
              <span class="soft">{reasonWords(reason)}</span>
              <b>{count}</b>
            </li>
          ))}
        </ul>
      )}
      {preview.examples.map((one) => (
        <blockquote key={one.family_code}>
          <span class="soft">
            {one.name} · {one.family_code}
          </span>
          <p class="words">{one.text}</p>
        </blockquote>
      ))}
      {queued > 0 && (
        <form method="post" action="/broadcasts">
          <input type="hidden" name="token" value={token} />
          {Object.entries(written).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <button>{needsSecond(queued) ? "Pedir aprobación" : `Enviar a ${queued}`}</button>
          {needsSecond(queued) && (
            <small class="soft"> Son muchas personas: otra persona tiene que aprobarlo.</small>
          )}
        </form>
      )}
    </section>
  );
}
