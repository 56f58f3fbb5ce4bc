/** What the person told in the five steps; every contender hands it over when the conversation ends. */
export interface Answers {
  /** Litres that one container holds. */
  size: number;
  decision: string;
  confirmed: boolean;
  /** What was done with what was recorded. */
  after: string;
}

/** What a contender is given. */
export interface Host {
  /** Which of its settings to run with. */
  variant: string;
  /** The words of the conversation by their node; `{name}` stands for a value. */
  texts: Record<string, string>;
  /** The messenger: takes what is sent to a person. */
  reply(person: number, text: string): void;
  /** The conversation is over. */
  ended(person: number, answers: Answers): void;
}

/** An engine under measurement. */
export interface Contender {
  /** Takes one message of a person; done once everything it leads to is sent and stored. */
  says(person: number, text: string): Promise<void>;
  /** What its store holds for a person, as JSON. */
  stored(person: number): string;
}

/** What a module of a contender exports. */
export interface ContenderModule {
  open(host: Host): Promise<Contender>;
}

/** What is said in the conversation, the same for everyone. */
export interface Script {
  /** The person's five messages. */
  says: string[];
  /** The answer to each. */
  replies: string[];
  answers: Answers;
  texts: Record<string, string>;
}

/** What a child is asked to do. */
export interface Task {
  module: string;
  variant: string;
  conversations: number;
  script: Script;
}

/** What it measured. */
export interface Measured {
  turnsPerSecond: number;
  cpuMicros: number;
  /** Bytes its store holds for a person who was asked the third question. */
  sessionBytes: number;
}
