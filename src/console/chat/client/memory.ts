const PREFIX = "kallpanchis.chat.";
/** Stands in where the browser forbids storage: then things last as long as the window. */
const spare = new Map<string, string>();

function readText(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key) ?? spare.get(key) ?? null;
  } catch {
    return spare.get(key) ?? null;
  }
}

/** What this browser kept under a key; `usual` when there is nothing readable. */
export function recall<Value>(key: string, usual: Value): Value {
  try {
    const text = readText(key);
    return text === null ? usual : (JSON.parse(text) as Value);
  } catch {
    return usual;
  }
}

/** Keeps a value in this browser, over reloads and for all its windows. */
export function keep(key: string, value: unknown): void {
  const text = JSON.stringify(value);
  try {
    localStorage.setItem(PREFIX + key, text);
    spare.delete(key);
  } catch {
    spare.set(key, text);
  }
}

/** All kept keys that begin so, without that beginning. */
export function recallKeys(beginning: string): string[] {
  const full = PREFIX + beginning;
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(full))
      .map((key) => key.slice(full.length));
  } catch {
    return [];
  }
}

/** Calls back when another window of this browser keeps something under the key. */
export function onKept(key: string, listener: () => void): () => void {
  function heard(event: StorageEvent): void {
    if (event.key === PREFIX + key) listener();
  }
  addEventListener("storage", heard);
  return () => removeEventListener("storage", heard);
}
