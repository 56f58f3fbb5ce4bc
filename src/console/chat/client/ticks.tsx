import type { JSX } from "preact";
import type { Ticks as TicksState } from "../protocol.ts";
import { LineIcon } from "./icons.tsx";
import { useWords } from "./words.ts";

/** Clock, one tick, two ticks, two blue ticks; told in words to those who do not see them. */
export function Ticks({ state }: { state: TicksState }): JSX.Element {
  const words = useWords();
  const icon = state === "sending" ? "clock" : state === "sent" ? "tick" : "ticks";
  return (
    <span class={`ticks ticks-${state}`} title={words[state]}>
      <LineIcon name={icon} />
      <span class="unseen">{words[state]}</span>
    </span>
  );
}
