import type { JSX } from "preact";
import type { ChatChoice } from "../protocol.ts";
import { useWords } from "./words.ts";

interface ChoicesProps {
  choices: ChatChoice[];
  prominent: boolean;
  onChoose: (choice: ChatChoice) => void;
}

/** The answers under a message. Old ones look pale but can still be pressed. */
export function Choices({ choices, prominent, onChoose }: ChoicesProps): JSX.Element {
  const words = useWords();
  return (
    <div
      class={prominent ? "choices" : "choices choices-old"}
      role="group"
      aria-label={words.answers}
    >
      {choices.map((choice) => (
        <button
          key={`${choice.number}-${choice.value}`}
          type="button"
          class="choice"
          onClick={() => onChoose(choice)}
        >
          {choice.number !== null && <span class="choice-number">{choice.number}</span>}
          <span>{choice.label}</span>
        </button>
      ))}
    </div>
  );
}
