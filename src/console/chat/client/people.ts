import { type ChatPerson, NEW_ADDRESS_PREFIX } from "../protocol.ts";
import { fetchPeople } from "./api.ts";
import { newAddress } from "./identifiers.ts";
import { keep, recall } from "./memory.ts";
import { makeStore } from "./store.ts";

/** The people one can talk as. */
export interface People {
  status: "loading" | "ready" | "failed";
  families: ChatPerson[];
  /** Made in this browser. */
  own: ChatPerson[];
}

const OWN_KEY = "own";

/** The people of this window. */
export const people = makeStore<People>({
  status: "loading",
  families: [],
  own: recall<ChatPerson[]>(OWN_KEY, []),
});

/** Reads the demonstration families. */
export async function loadPeople(): Promise<void> {
  people.set({ ...people.get(), status: "loading" });
  try {
    people.set({ ...people.get(), families: await fetchPeople(), status: "ready" });
  } catch {
    people.set({ ...people.get(), status: "failed" });
  }
}

/** Makes somebody new and gives their address. */
export function addPerson(name: string): string {
  const address = newAddress();
  const number = people.get().own.length + 1;
  setOwn([...people.get().own, stranger(address, number === 1 ? name : `${name} ${number}`)]);
  return address;
}

/** Calls a person made here by another name; only this browser knows it. */
export function renamePerson(address: string, name: string): void {
  const others = people.get().own.filter((person) => person.address !== address);
  setOwn([...others, stranger(address, name)]);
}

/** True for people made in a browser. */
export function isOwn(address: string): boolean {
  return address.startsWith(NEW_ADDRESS_PREFIX);
}

/** Who is behind an address; an unknown one gets the given name. */
export function personOf(known: People, address: string, unknownName: string): ChatPerson {
  const found = [...known.own, ...known.families].find((person) => person.address === address);
  return found ?? stranger(address, unknownName);
}

function stranger(address: string, name: string): ChatPerson {
  return { address, name, family: "", association: "", language: "" };
}

function setOwn(own: ChatPerson[]): void {
  keep(OWN_KEY, own);
  people.set({ ...people.get(), own });
}
