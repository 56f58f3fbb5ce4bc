import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { AuthorAnswer, AuthorTurn } from "../protocol.ts";
import { fetchAuthor, postDraft } from "./api.ts";
import { hourOf } from "./days.ts";
import { useWords } from "./words.ts";

/** A turn is written a moment before its answer arrives; several messages come at once. */
const SETTLED_MS = 200;

/** What each message did in the flows, newest first: for whoever writes them. */
export function AuthorView(props: { address: string; latest: string }): JSX.Element {
  const { address, latest } = props;
  const words = useWords();
  const [answer, setAnswer] = useState<AuthorAnswer | null>(null);
  const [lost, setLost] = useState(false);

  async function take(asked: Promise<AuthorAnswer>): Promise<void> {
    try {
      setAnswer(await asked);
      setLost(false);
    } catch {
      setLost(true);
    }
  }
  useEffect(() => {
    const timer = setTimeout(() => void take(fetchAuthor(address)), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [address, latest]);

  return (
    <aside class="author" aria-label={words.author}>
      <h3>{words.author}</h3>
      {lost && <p class="author-lost">{words.authorLost}</p>}
      {answer !== null && (
        <Drafts answer={answer} onDraft={(draft) => void take(postDraft(address, draft))} />
      )}
      {answer?.turns.length === 0 && <p>{words.authorEmpty}</p>}
      <ol class="author-turns">
        {answer?.turns.map((turn) => (
          <Turn key={turn.at} turn={turn} />
        ))}
      </ol>
    </aside>
  );
}

/** What the files hold that is not published, and whether this person talks with it. */
function Drafts(props: { answer: AuthorAnswer; onDraft: (draft: boolean) => void }): JSX.Element {
  const { answer, onDraft } = props;
  const words = useWords();
  return (
    <div class="author-drafts">
      {answer.problems.length > 0 && (
        <>
          <p class="author-stopped">{words.authorProblems}</p>
          <ul class="author-problems">
            {answer.problems.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      )}
      <p>
        {answer.drafts.length === 0
          ? words.authorSame
          : `${words.authorChanged} ${answer.drafts.join(", ")}`}
      </p>
      {(answer.draft || answer.drafts.length > 0) && (
        <label>
          <input
            type="checkbox"
            checked={answer.draft}
            onChange={(event) => onDraft(event.currentTarget.checked)}
          />
          {words.authorDraft}
        </label>
      )}
    </div>
  );
}

function Turn({ turn }: { turn: AuthorTurn }): JSX.Element {
  const words = useWords();
  const { standing } = turn;
  return (
    <li class="author-turn">
      <p class="author-place">
        {standing === null ? (
          words.authorOver
        ) : (
          <>
            {words.authorStands}{" "}
            <b>
              {standing.flow}.{standing.node}
            </b>{" "}
            <small>{standing.program}</small>
          </>
        )}
        <time dateTime={turn.at}>{hourOf(turn.at)}</time>
      </p>
      {turn.stopped !== null && (
        <p class="author-stopped">
          {words.authorStopped}: {turn.stopped}
        </p>
      )}
      <Part name={words.authorWalked} lines={walkedIn(turn)} />
      <Part
        name={words.authorCalls}
        lines={turn.calls.map(({ action, outcome }) => `${action} → ${outcome}`)}
      />
      <Part
        name={words.authorTimers}
        lines={turn.timers.map(({ timer, minutes }) => `${timer}: ${minutes} ${words.minutes}`)}
      />
      <Part name={words.authorTickets} lines={turn.tickets} />
      {turn.variables.length > 0 && (
        <details open>
          <summary>{words.authorVariables}</summary>
          <table>
            <tbody>
              {turn.variables.map(({ name, value }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{value}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
      {turn.waiting > 0 && (
        <p>
          {turn.waiting} {words.authorWaiting}
        </p>
      )}
    </li>
  );
}

function Part(props: { name: string; lines: string[] }): ComponentChildren {
  if (props.lines.length === 0) return null;
  return (
    <div class="author-part">
      <h4>{props.name}</h4>
      <ul>
        {props.lines.map((line, index) => (
          <li key={index}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

/** `milk_report.take: on recorded`, a line for each node passed; where it rests has no way yet. */
function walkedIn({ walked }: AuthorTurn): string[] {
  return walked.flatMap(({ flow, node, way }, index) => {
    const next = walked[index + 1];
    if (way === null && next?.node === node && next.flow === flow) return [];
    return [way === null ? `${flow}.${node}` : `${flow}.${node}: ${way}`];
  });
}
