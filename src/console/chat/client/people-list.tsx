import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ChatPerson } from "../protocol.ts";
import { conversationsChanged, startedConversations } from "./conversations.ts";
import { LineIcon, ServiceIcon } from "./icons.tsx";
import { LanguageToggle } from "./language-toggle.tsx";
import { addPerson, loadPeople, type People, people, personOf } from "./people.ts";
import { PersonRow } from "./person-row.tsx";
import { useStore } from "./store.ts";
import { type PageLanguage, useWords } from "./words.ts";

interface PeopleListProps {
  service: string;
  place: string;
  current: string | null;
  onOpen: (address: string) => void;
  onLanguage: (language: PageLanguage) => void;
}

/** All one can talk as: own conversations first, then the demonstration families. */
export function PeopleList(props: PeopleListProps): JSX.Element {
  const words = useWords();
  const known = useStore(people);
  useStore(conversationsChanged);
  const [search, setSearch] = useState("");
  const { started, families } = sortPeople(known, search, words.newPerson);

  function row(person: ChatPerson): JSX.Element {
    const current = person.address === props.current;
    return (
      <PersonRow key={person.address} person={person} current={current} onOpen={props.onOpen} />
    );
  }

  return (
    <aside class="sidebar">
      <header class="sidebar-head weave">
        <ServiceIcon />
        <div class="sidebar-names">
          <h1>{props.service}</h1>
          {props.place !== "" && <p>{props.place}</p>}
        </div>
        <LanguageToggle onChange={props.onLanguage} />
      </header>
      <SearchField value={search} onChange={setSearch} />
      <nav class="people" aria-label={words.chats}>
        {search === "" && (
          <button
            type="button"
            class="person person-new"
            onClick={() => props.onOpen(addPerson(words.newPerson))}
          >
            <span class="avatar avatar-new">
              <LineIcon name="plus" />
            </span>
            <span class="person-words">
              <span class="person-name">{words.newPerson}</span>
              <span class="person-more">{words.newPersonHint}</span>
            </span>
          </button>
        )}
        {started.length > 0 && <h2 class="people-title">{words.recent}</h2>}
        {started.map(row)}
        {families.length > 0 && <h2 class="people-title">{words.families}</h2>}
        {families.map(row)}
        <ListState known={known} empty={started.length + families.length === 0 && search !== ""} />
      </nav>
    </aside>
  );
}

function SearchField(props: { value: string; onChange: (value: string) => void }): JSX.Element {
  const words = useWords();
  return (
    <div class="search" role="search">
      <LineIcon name="search" />
      <input
        type="search"
        value={props.value}
        placeholder={words.search}
        aria-label={words.search}
        autocomplete="off"
        onInput={(event) => props.onChange(event.currentTarget.value)}
      />
      {props.value !== "" && (
        <button
          type="button"
          class="plain"
          aria-label={words.clear}
          onClick={() => props.onChange("")}
        >
          <LineIcon name="close" />
        </button>
      )}
    </div>
  );
}

function ListState({ known, empty }: { known: People; empty: boolean }): JSX.Element | null {
  const words = useWords();
  if (known.status === "failed") {
    return (
      <div class="list-state" role="alert">
        <p>{words.unreachable}</p>
        <button type="button" class="pill" onClick={() => void loadPeople()}>
          {words.again}
        </button>
      </div>
    );
  }
  if (known.status === "loading" && known.families.length === 0) {
    return <p class="list-state">{words.loading}</p>;
  }
  return empty ? <p class="list-state">{words.nobody}</p> : null;
}

function sortPeople(
  known: People,
  search: string,
  unknownName: string,
): { started: ChatPerson[]; families: ChatPerson[] } {
  const wanted = plain(search);
  function matches({ name, family, association }: ChatPerson): boolean {
    return wanted === "" || plain(`${name} ${family} ${association}`).includes(wanted);
  }
  const talked = startedConversations().map(({ address }) => personOf(known, address, unknownName));
  const addresses = new Set(talked.map(({ address }) => address));
  function untouched({ address }: ChatPerson): boolean {
    return !addresses.has(address);
  }
  return {
    started: [...talked, ...known.own.filter(untouched)].filter(matches),
    families: known.families.filter(untouched).filter(matches),
  };
}

/** Letters alone, so that "munoz" finds "Muñoz". */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
