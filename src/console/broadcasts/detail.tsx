import type { Control } from "../../broadcast/control.ts";
import type { ListedRecipient, ReasonCount } from "../../broadcast/recipient-list.ts";
import type { Progress } from "../../broadcast/status.ts";
import { RECIPIENT_STATES, type RecipientState } from "../../store/fates.ts";
import { writeInstant } from "../page.tsx";
import { share } from "./list.tsx";
import { BROADCAST_STATES, PURPOSE_WORDS, reasonWords, RECIPIENT_WORDS } from "./words.ts";

/** What a broadcast's page shows. */
export interface DetailView {
  progress: Progress;
  text: string;
  reasons: ReasonCount[];
  /** The state whose recipients are listed. */
  shown: RecipientState;
  recipients: ListedRecipient[];
  /** Address of the next page of recipients; null at the end. */
  next: string | null;
  token: string;
  /** What could not be done just now; null for nothing. */
  problem: string | null;
}

/** One broadcast: how far it is, what may be done, and what became of each. */
export function Detail(view: DetailView) {
  const { progress, text, problem } = view;
  const { over, all } = share(progress.totals);
  return (
    <>
      <p>
        <a href="/broadcasts">← Envíos</a>
      </p>
      <div class="title">
        <h1>{PURPOSE_WORDS[progress.purpose] ?? progress.purpose}</h1>
        <span class={`tag tag-${progress.state}`}>
          {BROADCAST_STATES[progress.state] ?? progress.state}
        </span>
      </div>
      {problem !== null && (
        <p class="card problem" role="alert">
          {problem}
        </p>
      )}
      <section class="card">
        <p class="words">{text}</p>
        <p class="soft">
          Para {progress.audience} · lo envía {progress.created_by}
        </p>
        <progress value={over} max={Math.max(all, 1)} aria-label="Cuánto falta" />
        <p>
          <b>
            {over} de {all}
          </b>
          {progress.eta !== null && ` · el último, ${writeInstant(new Date(progress.eta))}`}
        </p>
        <Controls {...view} />
      </section>
      <Answers progress={progress} />
      <h2>Qué pasó con cada persona</h2>
      <nav class="states" aria-label="Estados">
        {RECIPIENT_STATES.filter((state) => progress.totals[state] > 0).map((state) => (
          <a
            key={state}
            href={`/broadcasts/${progress.id}?state=${state}`}
            aria-current={state === view.shown ? "true" : undefined}
          >
            {RECIPIENT_WORDS[state]} <b>{progress.totals[state]}</b>
          </a>
        ))}
      </nav>
      <Reasons {...view} />
      <Recipients {...view} />
    </>
  );
}

const CONTROL_WORDS: Record<Control | "resend", string> = {
  approve: "Aprobar",
  pause: "Pausar",
  resume: "Continuar",
  cancel: "Cancelar",
  resend: "Reenviar a los que fallaron",
};

const POSSIBLE: Record<string, Control[]> = {
  approval: ["approve", "cancel"],
  scheduled: ["pause", "cancel"],
  running: ["pause", "cancel"],
  paused: ["resume", "cancel"],
};

function Controls({ progress, token }: DetailView) {
  const possible: (Control | "resend")[] = [...(POSSIBLE[progress.state] ?? [])];
  if (progress.totals.failed > 0 && ["done", "cancelled"].includes(progress.state))
    possible.push("resend");
  if (possible.length === 0) return null;
  return (
    <div class="controls">
      {possible.map((control) => (
        <form key={control} method="post" action={`/broadcasts/${progress.id}/${control}`}>
          <input type="hidden" name="token" value={token} />
          {control === "approve" && (
            <label>
              Quién aprueba
              <input name="by" required maxLength={60} />
            </label>
          )}
          <button class={control === "cancel" ? "quiet" : ""}>{CONTROL_WORDS[control]}</button>
        </form>
      ))}
    </div>
  );
}

function Answers({ progress }: { progress: Progress }) {
  const answers = Object.entries(progress.answers);
  if (answers.length === 0) return null;
  const all = answers.reduce((sum, [, count]) => sum + count, 0);
  return (
    <>
      <h2>Respuestas</h2>
      <ul class="card lines">
        {answers.map(([answer, count]) => (
          <li key={answer}>
            <span>{answer}</span>
            <span class="measure">
              <progress value={count} max={all} aria-label={answer} />
            </span>
            <b>{count}</b>
          </li>
        ))}
      </ul>
    </>
  );
}

function Reasons({ reasons, shown }: DetailView) {
  const named = reasons.filter(({ state, reason }) => state === shown && reason !== null);
  if (named.length === 0) return null;
  return (
    <ul class="card lines">
      {named.map(({ reason, count }) => (
        <li key={reason}>
          <span>{reasonWords(reason)}</span>
          <b>{count}</b>
        </li>
      ))}
    </ul>
  );
}

function Recipients({ recipients, next }: DetailView) {
  if (recipients.length === 0) return <p class="card soft">Nadie está así.</p>;
  return (
    <>
      <table class="card">
        <thead>
          <tr>
            <th>Quién</th>
            <th>Familia</th>
            <th>Por qué</th>
            <th>Respuesta</th>
          </tr>
        </thead>
        <tbody>
          {recipients.map((one) => (
            <tr key={`${one.family_code} ${one.name}`}>
              <td class="who">{one.name}</td>
              <td class="when">{one.family_code}</td>
              <td>{reasonWords(one.reason)}</td>
              <td>{one.answer ?? ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {next !== null && (
        <p>
          <a class="button quiet" href={next}>
            Más
          </a>
        </p>
      )}
    </>
  );
}
