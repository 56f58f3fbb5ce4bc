import { kindOf } from "./nodes.ts";
import { nodeOf, type Program } from "./program.ts";
import type { Frame, SessionState } from "./session.ts";

/** Where a frame of an older version stands in another: at the node of its name, or the one renamed from it; null when there is none. */
function placeIn(to: Program, from: Program, node: string): string | null {
  const before = nodeOf(from, node);
  const renamed = Object.entries(to.nodes).find(([, one]) => one.renamed_from?.includes(node));
  const slug = nodeOf(to, node) === undefined ? renamed?.[0] : node;
  const after = slug === undefined ? undefined : nodeOf(to, slug);
  // A node of another kind waits for another answer.
  return slug !== undefined && kindOf(before) === kindOf(after) ? slug : null;
}

function moved(frame: Frame, from: Program, to: Program): Frame | null {
  if (frame.program !== from.hash) return frame;
  const node = placeIn(to, from, frame.node);
  if (node === null) return null;
  const path = (frame.path ?? []).flatMap((answered) => {
    const place = placeIn(to, from, answered.node);
    return place === null ? [] : [{ ...answered, node: place }];
  });
  const { path: _path, ...rest } = frame;
  return { ...rest, program: to.hash, node, ...(path.length > 0 ? { path } : {}) };
}

function movedAll(frames: Frame[], from: Program, to: Program): Frame[] | null {
  const all = frames.map((frame) => moved(frame, from, to));
  return all.some((frame) => frame === null) ? null : all.filter((frame) => frame !== null);
}

/**
 * Takes a conversation out of a withdrawn version: into `to`, where its nodes are found by name or by
 * `renamed_from`; what finds no place, or everything when there is no `to`, ends for the reason given,
 * and the person is told with the next answer.
 */
export function withdrawn(
  state: SessionState,
  from: Program,
  to: Program | null,
  reason: string,
): SessionState {
  const take = (frames: Frame[]): Frame[] | null =>
    to === null
      ? frames.some((frame) => frame.program === from.hash)
        ? null
        : frames
      : movedAll(frames, from, to);
  const { left, parked, ...rest } = state;
  const next: SessionState = rest;
  const frames = take(state.frames);
  if (frames === null) Object.assign(next, { frames: [], question: null, ended: reason });
  else next.frames = frames;
  next.recent = state.recent.flatMap((one) => {
    if (one.program !== from.hash) return [one];
    const node = to === null ? null : placeIn(to, from, one.node);
    return to === null || node === null ? [] : [{ ...one, program: to.hash, node }];
  });
  const waits = (parked ?? []).flatMap((one) => {
    const inner = take(one.frames);
    return inner === null ? [] : [{ ...one, frames: inner }];
  });
  if (waits.length > 0) next.parked = waits;
  const kept = left === undefined ? null : take(left.frames);
  if (left !== undefined && kept !== null) next.left = { ...left, frames: kept };
  return next;
}
