import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ConversationState } from "./conversation.ts";

/** How the list of messages moves. */
export interface Scrolling {
  list: RefObject<HTMLDivElement>;
  /** Stands above the first message; when it comes into sight, earlier ones are fetched. */
  top: RefObject<HTMLDivElement>;
  /** True while one reads further up. */
  away: boolean;
  /** How many answers came since one went up. */
  fresh: number;
  onScroll: () => void;
  toEnd: () => void;
}

const NEAR = 80;

/** Stays at the end while one is there, stays in place when earlier messages come in above. */
export function useScrolling(state: ConversationState, loadEarlier: () => void): Scrolling {
  const list = useRef<HTMLDivElement>(null);
  const top = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const seen = useRef({ first: 0, height: 0 });
  const [away, setAway] = useState(false);
  const [leftAt, setLeftAt] = useState(0);
  const { messages, outgoing, typing } = state;
  const first = messages[0]?.seq ?? 0;
  const last = messages.at(-1)?.seq ?? 0;

  function toEnd(): void {
    const box = list.current;
    if (box !== null) box.scrollTop = box.scrollHeight;
  }

  useLayoutEffect(() => {
    const box = list.current;
    if (box === null) return;
    const grewAbove = seen.current.first > first && first > 0;
    if (atEnd.current) toEnd();
    else if (grewAbove) box.scrollTop += box.scrollHeight - seen.current.height;
    seen.current = { first, height: box.scrollHeight };
  }, [first, last, outgoing.length, typing]);

  // What one writes oneself is always shown.
  useLayoutEffect(() => {
    if (outgoing.length > 0) toEnd();
  }, [outgoing.length]);

  // The keyboard makes the list smaller, a picture makes it longer.
  useEffect(() => {
    const box = list.current;
    if (box === null) return;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) toEnd();
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    if (top.current === null || !state.more) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) loadEarlier();
      },
      { root: list.current, rootMargin: "240px 0px 0px 0px" },
    );
    observer.observe(top.current);
    return () => observer.disconnect();
  }, [first, state.more, state.loadingEarlier]);

  function onScroll(): void {
    const box = list.current;
    if (box === null) return;
    atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    if (!atEnd.current && !away) setLeftAt(last);
    setAway(!atEnd.current);
  }

  const fresh = messages.filter(({ direction, seq }) => direction === "out" && seq > leftAt).length;
  return { list, top, away, fresh, onScroll, toEnd };
}
