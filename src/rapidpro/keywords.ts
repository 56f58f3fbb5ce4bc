import type { Vocabulary } from "../flow/check/words.ts";
import { quoted, type RapidExport } from "./export-file.ts";
import type { NamedFlow } from "./relations.ts";
import type { Notes } from "./report.ts";

/** The words that start each flow, by its name: those of keyword triggers that mean nothing else. */
export function keywordsOf(
  data: RapidExport,
  flows: readonly NamedFlow[],
  { vocabulary, keywords }: { vocabulary: Vocabulary; keywords: readonly string[] },
  notes: Notes,
): Map<string, string[]> {
  const taken = new Map(keywords.map((word) => [vocabulary.normalise(word), ""]));
  const found = new Map<string, string[]>();
  for (const trigger of data.triggers ?? []) {
    const named = flows.find(({ flow }) => flow.uuid === trigger.flow?.uuid);
    const name = trigger.flow?.name ?? "";
    if (trigger.trigger_type !== "K") {
      notes.add({
        flow: named?.slug ?? "",
        node: "",
        what: `A trigger of the kind ${quoted(trigger.trigger_type)} for ${quoted(name)} was left out`,
        why: "only words start a flow here",
        todo: "Start it by a reminder or a broadcast, or not at all",
      });
      continue;
    }
    if (named === undefined) continue;
    const words = [...(trigger.keywords ?? []), trigger.keyword ?? ""].map((word) => word.trim());
    for (const word of words.filter((one) => one !== "")) {
      const form = vocabulary.normalise(word);
      const meaning = form === "" ? "nothing" : vocabulary.meaning(word);
      const owner = taken.get(form);
      if (meaning === null && (owner ?? named.slug) === named.slug) {
        if (owner === undefined) found.set(named.slug, [...(found.get(named.slug) ?? []), word]);
        taken.set(form, named.slug);
        continue;
      }
      notes.add({
        flow: named.slug,
        node: "",
        what: `The keyword ${quoted(word)} was left out`,
        why: meaning === null ? "it starts another flow" : `it already means ${meaning}`,
        todo: "Choose another word, best of two words",
      });
    }
  }
  return found;
}
