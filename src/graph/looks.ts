import type { NodeKind } from "../flow/nodes.ts";

/** Family of the font in `assets/fonts`; a browser without it takes another. */
export const FONT = "Noto Sans";

export const INK = "#1f2328";
export const SOFT = "#57606a";
export const FAINT = "#8a5a1c";

/** How the box of a kind looks; shape and border alone tell kinds apart on a black and white print. */
export interface Look {
  shape: string;
  style: string;
  fill: string;
  border: string;
  /** Colour of the text. */
  ink: string;
  thickness: number;
  /** How many borders. */
  borders: number;
}

const PLAIN: Look = {
  shape: "box",
  style: "filled",
  fill: "#ffffff",
  border: INK,
  ink: INK,
  thickness: 1.2,
  borders: 1,
};

const QUESTION: Look = { ...PLAIN, fill: "#fff3bf", border: "#8f6a00", thickness: 3 };
const OTHER_FLOW: Look = { ...PLAIN, fill: "#ece2fb", border: "#6a3db3", borders: 2 };

export const LOOKS: Record<NodeKind, Look> = {
  say: { ...PLAIN, style: "rounded,filled", fill: "#e3f1ff", border: "#2f6fb3" },
  ask: QUESTION,
  choose: QUESTION,
  confirm: QUESTION,
  pick: QUESTION,
  choose_many: QUESTION,
  rank: QUESTION,
  branch: { ...PLAIN, shape: "octagon", fill: "#f0f1f3", border: "#57606a" },
  set: { ...PLAIN, shape: "note", fill: "#f0f1f3", border: "#57606a" },
  wait: { ...PLAIN, style: "dashed,filled", border: "#57606a", thickness: 1.6 },
  call: { ...PLAIN, shape: "component", fill: "#dff5e1", border: "#2e7d3a" },
  run: OTHER_FLOW,
  switch: { ...OTHER_FLOW, shape: "cds", borders: 1 },
  hand_off: { ...PLAIN, shape: "box3d", fill: "#ffe3c7", border: "#a84f00", thickness: 1.6 },
  end: { ...PLAIN, style: "rounded,filled", fill: INK, ink: "#ffffff" },
};
