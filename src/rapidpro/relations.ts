import type { KnownFlow } from "./context.ts";
import { waits } from "./context.ts";
import type { RapidFlow } from "./export-file.ts";
import { slugOf, SlugBook } from "./slugs.ts";

/** A flow of the export with the name it gets, and the others as it sees them. */
export interface NamedFlow {
  flow: RapidFlow;
  slug: string;
  flowOf: (uuid: string, name: string) => KnownFlow | null;
}

/** Names the flows of an export, and finds which of them would run each other in a ring. */
export function nameFlows(flows: readonly RapidFlow[]): NamedFlow[] {
  const book = new SlugBook();
  const all = flows.map((flow) => ({ flow, slug: book.take(slugOf(flow.name, "flow")) }));
  const find = (uuid: string, name: string): (typeof all)[number] | undefined =>
    all.find((one) => one.flow.uuid === uuid) ?? all.find((one) => one.flow.name === name);
  /** Who runs whom, without the edges that would close a ring. */
  const runs = new Map<string, Set<string>>(all.map(({ slug }) => [slug, new Set()]));
  const rings = new Set<string>();
  for (const { flow, slug } of all) {
    for (const { uuid, name } of enteredBy(flow)) {
      const other = find(uuid, name);
      if (other === undefined) continue;
      if (other.slug === slug || reaches(runs, other.slug, slug))
        rings.add(`${slug} ${other.slug}`);
      else runs.get(slug)?.add(other.slug);
    }
  }
  return all.map(({ flow, slug }) => ({
    flow,
    slug,
    flowOf(uuid, name) {
      const other = find(uuid, name);
      if (other === undefined) return null;
      return {
        slug: other.slug,
        expires: (other.flow.expire_after_minutes ?? 0) > 0,
        waits: (other.flow.nodes ?? []).some(({ router }) => waits(router)),
        isRing: rings.has(`${slug} ${other.slug}`),
      };
    },
  }));
}

/** The flows that a flow runs and comes back from. */
function enteredBy(flow: RapidFlow): { uuid: string; name: string }[] {
  return (flow.nodes ?? []).flatMap((node) =>
    (node.actions ?? [])
      .filter((action) => action.type === "enter_flow" && action.terminal !== true)
      .map((action) => ({ uuid: action.flow?.uuid ?? "", name: action.flow?.name ?? "" })),
  );
}

function reaches(runs: ReadonlyMap<string, Set<string>>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === to) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    open.push(...(runs.get(at) ?? []));
  }
  return false;
}
