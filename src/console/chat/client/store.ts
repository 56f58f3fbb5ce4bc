import { useEffect, useState } from "preact/hooks";

/** A value that tells when it changes. */
export interface Store<Value> {
  get(): Value;
  set(next: Value): void;
  /** Returns what ends the subscription. */
  subscribe(listener: () => void): () => void;
}

/** Makes a value that can be watched. */
export function makeStore<Value>(first: Value): Store<Value> {
  const listeners = new Set<() => void>();
  let value = first;
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The store's present value, drawn anew whenever it changes. */
export function useStore<Value>(store: Store<Value>): Value {
  const [, redraw] = useState(0);
  useEffect(() => {
    // The value may have changed between the first drawing and this subscription.
    redraw((count) => count + 1);
    return store.subscribe(() => redraw((count) => count + 1));
  }, [store]);
  return store.get();
}
