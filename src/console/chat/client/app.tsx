import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ChatView } from "./chat-view.tsx";
import {
  conversationOf,
  conversationsChanged,
  totalUnread,
  watchConversations,
} from "./conversations.ts";
import { ServiceIcon } from "./icons.tsx";
import { keep, recall } from "./memory.ts";
import { loadPeople, people, personOf } from "./people.ts";
import { PeopleList } from "./people-list.tsx";
import { useStore } from "./store.ts";
import { LanguageContext, PAGE_LANGUAGES, type PageLanguage, useWords, WORDS } from "./words.ts";

/** The whole page: the list of people and, beside or before it, one conversation. */
export function App({ service, place }: { service: string; place: string }): JSX.Element {
  const [language, setLanguage] = useState<PageLanguage>(firstLanguage);
  const [address, open] = useAddress();
  const known = useStore(people);
  useTitle(service);
  useEffect(() => {
    void loadPeople();
    return watchConversations();
  }, []);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  function changeLanguage(next: PageLanguage): void {
    keep("language", next);
    setLanguage(next);
  }

  return (
    <LanguageContext.Provider value={language}>
      <div class={address === null ? "app" : "app app-chatting"}>
        <PeopleList
          service={service}
          place={place}
          current={address}
          onOpen={open}
          onLanguage={changeLanguage}
        />
        <main class="stage">
          {address === null ? (
            <Welcome />
          ) : (
            <ChatView
              key={address}
              service={service}
              person={personOf(known, address, WORDS[language].newPerson)}
              conversation={conversationOf(address)}
              onBack={() => open(null)}
            />
          )}
        </main>
      </div>
    </LanguageContext.Provider>
  );
}

function Welcome(): JSX.Element {
  const words = useWords();
  return (
    <div class="welcome">
      <ServiceIcon />
      <h2>{words.chooseTitle}</h2>
      <p>{words.chooseText}</p>
    </div>
  );
}

function firstLanguage(): PageLanguage {
  const kept = recall<string>("language", "es");
  return PAGE_LANGUAGES.find((language) => language === kept) ?? "es";
}

/** Who is open stands in the page's address: each window has its own, and the phone's back button works. */
function useAddress(): [string | null, (address: string | null) => void] {
  const [address, setAddress] = useState(addressInPage);
  useEffect(() => {
    function follow(): void {
      setAddress(addressInPage());
    }
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  function open(next: string | null): void {
    location.hash = next === null ? "" : encodeURIComponent(next);
  }
  return [address, open];
}

function addressInPage(): string | null {
  try {
    const address = decodeURIComponent(location.hash.slice(1));
    return address === "" ? null : address;
  } catch {
    return null;
  }
}

function useTitle(service: string): void {
  const changes = useStore(conversationsChanged);
  useEffect(() => {
    const unread = totalUnread();
    document.title = unread === 0 ? service : `(${unread}) ${service}`;
  }, [changes, service]);
}
