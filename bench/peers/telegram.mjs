/** A Telegram without a network: updates to bots, and the answers of its API to what they send. */

export const TOKEN = "4242:bench";
export const BOT = {
  id: 4242,
  is_bot: true,
  first_name: "Bench",
  username: "bench_bot",
  can_join_groups: false,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
};
const DATE = 1_795_000_000;
let updates = 0;

/** A message of a person. */
export function updateOf(person, text) {
  updates += 1;
  return {
    update_id: updates,
    message: {
      message_id: updates,
      date: DATE,
      chat: { id: person, type: "private", first_name: "Rosa" },
      from: { id: person, is_bot: false, first_name: "Rosa", language_code: "es" },
      text,
    },
  };
}

/** What the API answers to sendMessage. */
export function sentMessage(payload) {
  updates += 1;
  return {
    message_id: updates,
    date: DATE,
    chat: { id: payload.chat_id, type: "private", first_name: "Rosa" },
    from: BOT,
    text: payload.text,
  };
}
