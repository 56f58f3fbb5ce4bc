import type { BroadcastStatus } from "../../broadcast/status.ts";
import { BROADCAST_STATES, PURPOSE_WORDS } from "./words.ts";

/** Recipients whose fate is decided, and all of them. */
export function share(totals: BroadcastStatus["totals"]): { over: number; all: number } {
  const all = Object.values(totals).reduce((sum, count) => sum + count, 0);
  return { over: all - totals.queued, all };
}

/** The newest broadcasts, each with how far it has come. */
export function List({ broadcasts }: { broadcasts: BroadcastStatus[] }) {
  return (
    <>
      <div class="title">
        <h1>Envíos</h1>
        <a class="button" href="/broadcasts/new">
          Nuevo envío
        </a>
      </div>
      {broadcasts.length === 0 ? (
        <p class="card soft">
          Todavía no se envió nada a muchos. Con “Nuevo envío” se escribe un mensaje, se ve a
          cuántas personas llega y recién entonces se envía.
        </p>
      ) : (
        <ul class="stack">
          {broadcasts.map((one) => (
            <li key={one.id}>
              <Row broadcast={one} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Row({ broadcast }: { broadcast: BroadcastStatus }) {
  const { over, all } = share(broadcast.totals);
  return (
    <a class="card row" href={`/broadcasts/${broadcast.id}`}>
      <span class="row-head">
        <b>{PURPOSE_WORDS[broadcast.purpose] ?? broadcast.purpose}</b>
        <span class={`tag tag-${broadcast.state}`}>
          {BROADCAST_STATES[broadcast.state] ?? broadcast.state}
        </span>
      </span>
      <span class="soft">{broadcast.audience}</span>
      <progress value={over} max={Math.max(all, 1)} aria-label="Cuánto falta" />
      <span class="soft">
        {over} de {all} · {broadcast.created_by}
      </span>
    </a>
  );
}
