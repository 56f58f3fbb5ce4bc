/**
 * The hash tree of RFC 6962 (and 9162): leaf = SHA-256(00 ‖ content), node = SHA-256(01 ‖ left ‖ right), the left side of
 * n leaves being the largest power of two below n. Hashes are hex.
 */
import { createHash } from "node:crypto";

/** The leaf of some content. */
export function leafHash(content: string): string {
  return createHash("sha256").update(Uint8Array.of(0)).update(content).digest("hex");
}

function nodeHash(left: string, right: string): string {
  return createHash("sha256")
    .update(Uint8Array.of(1))
    .update(left, "hex")
    .update(right, "hex")
    .digest("hex");
}

/** The root of some leaves; of none, the hash of nothing. */
export function rootOf(leaves: readonly string[]): string {
  const [first] = leaves;
  if (first === undefined) return createHash("sha256").digest("hex");
  if (leaves.length === 1) return first;
  const half = splitOf(leaves.length);
  return nodeHash(rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)));
}

/** The hashes that lead from leaf `index` to the root, nearest first. */
export function inclusionProof(leaves: readonly string[], index: number): string[] {
  if (!(index >= 0 && index < leaves.length))
    throw new RangeError(`There is no leaf ${index} among ${leaves.length}.`);
  if (leaves.length === 1) return [];
  const half = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  return index < half
    ? [...inclusionProof(left, index), rootOf(right)]
    : [...inclusionProof(right, index - half), rootOf(left)];
}

/** The root that a leaf and its proof lead to; null when the proof does not fit the size. */
export function rootFromProof(
  leaf: string,
  index: number,
  size: number,
  proof: readonly string[],
): string | null {
  if (!(index >= 0 && index < size)) return null;
  if (size === 1) return proof.length === 0 ? leaf : null;
  const sibling = proof.at(-1);
  if (sibling === undefined) return null;
  const half = splitOf(size);
  const rest = proof.slice(0, -1);
  if (index < half) {
    const left = rootFromProof(leaf, index, half, rest);
    return left === null ? null : nodeHash(left, sibling);
  }
  const right = rootFromProof(leaf, index - half, size - half, rest);
  return right === null ? null : nodeHash(sibling, right);
}

/** The hashes that show that the first `earlier` leaves are the beginning of all of them. */
export function consistencyProof(leaves: readonly string[], earlier: number): string[] {
  if (!(earlier > 0 && earlier <= leaves.length))
    throw new RangeError(`There is no head of ${earlier} among ${leaves.length} leaves.`);
  return partOf(leaves, earlier, true);
}

function partOf(leaves: readonly string[], earlier: number, whole: boolean): string[] {
  if (earlier === leaves.length) return whole ? [] : [rootOf(leaves)];
  const half = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  return earlier <= half
    ? [...partOf(left, earlier, whole), rootOf(right)]
    : [...partOf(right, earlier - half, false), rootOf(left)];
}

/** True when the proof leads from the earlier root to the later one: nothing before was changed. */
export function isConsistent(
  earlier: { size: number; root: string },
  later: { size: number; root: string },
  proof: readonly string[],
): boolean {
  if (earlier.size === later.size) return earlier.root === later.root && proof.length === 0;
  const roots = rebuild(earlier.size, later.size, [...proof], true, earlier.root);
  return roots !== null && roots.old === earlier.root && roots.new === later.root;
}

function rebuild(
  earlier: number,
  size: number,
  proof: string[],
  whole: boolean,
  known: string,
): { old: string; new: string } | null {
  if (earlier === size) {
    const root = whole ? known : proof.shift();
    return root === undefined || proof.length > 0 ? null : { old: root, new: root };
  }
  const sibling = proof.pop();
  if (sibling === undefined) return null;
  const half = splitOf(size);
  if (earlier <= half) {
    const left = rebuild(earlier, half, proof, whole, known);
    return left === null ? null : { old: left.old, new: nodeHash(left.new, sibling) };
  }
  const right = rebuild(earlier - half, size - half, proof, false, known);
  return right === null
    ? null
    : { old: nodeHash(sibling, right.old), new: nodeHash(sibling, right.new) };
}

/** The largest power of two below a size of two or more. */
function splitOf(size: number): number {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
}
