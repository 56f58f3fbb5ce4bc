import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ConversationState } from "./conversation.ts";
import { LineIcon } from "./icons.tsx";
import { useWords } from "./words.ts";

/** Short breaks mend themselves: a banner that only flickers would worry people for nothing. */
const CALM_MS = 1200;
const SLOW_MS = 4000;

/** Says that there is no connection, once that has lasted a moment. */
export function ConnectionBanner(props: {
  connection: ConversationState["connection"];
}): JSX.Element {
  const words = useWords();
  const { connection } = props;
  const [shown, setShown] = useState(false);
  useEffect(() => {
    setShown(false);
    if (connection === "open") return;
    const timer = setTimeout(() => setShown(true), connection === "lost" ? CALM_MS : SLOW_MS);
    return () => clearTimeout(timer);
  }, [connection]);
  return (
    <div class="banner-place" role="status">
      {shown && (
        <p class="banner">
          <LineIcon name="cloud" />
          {connection === "lost" ? words.offline : words.reconnecting}
        </p>
      )}
    </div>
  );
}
