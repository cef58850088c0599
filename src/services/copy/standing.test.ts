import { expect, test } from "vitest";
import type { CopyMark } from "../../stores/Archive.js";
import { standingOf } from "./standing.js";

type State = CopyMark["state"];

function mark(state: State | null, copy = "x"): CopyMark | null {
  return state === null ? null : { copy, state, run: "run", peer: "peer" };
}

const unfinished = { kind: "unfinished", copy: "x" };
const refused = (reason: string) => ({ kind: "refused", reason });

test.each<[State | null, State | null, object]>([
  [null, null, refused("target-not-empty")],
  ["leaving", null, refused("target-not-empty")],
  ["arrived", null, refused("target-not-empty")],
  [null, "arrived", refused("target-not-empty")],
  [null, "leaving", refused("target-not-empty")],
  [null, "moved", refused("target-not-empty")],
  [null, "filling", refused("target-of-other")],
  ["filling", null, refused("source-unfinished")],
  ["moved", null, refused("source-moved")],
  ["leaving", "filling", { ...unfinished, isMoved: false }],
  ["moved", "filling", { ...unfinished, isMoved: true }],
  ["moved", "arrived", { kind: "finished" }],
  ["leaving", "arrived", refused("taken-back")],
  ["arrived", "moved", { kind: "way-back", copy: "x" }],
  ["leaving", "moved", { kind: "way-back", copy: "x" }],
  ["arrived", "leaving", refused("target-not-empty")],
  ["arrived", "arrived", refused("target-not-empty")],
])("a target that holds records: %s and %s of one copy", (source, target, standing) => {
  expect(standingOf({ source: mark(source), target: mark(target), isTargetEmpty: false })).toEqual(standing);
});

test.each<[State, State, string]>([
  ["leaving", "filling", "target-of-other"],
  ["moved", "filling", "source-moved"],
  ["moved", "arrived", "source-moved"],
  ["arrived", "moved", "target-not-empty"],
  ["leaving", "moved", "target-not-empty"],
  ["leaving", "arrived", "target-not-empty"],
])("the marks of two copies tell nothing of each other: %s and %s", (source, target, reason) => {
  const standing = standingOf({ source: mark(source), target: mark(target, "y"), isTargetEmpty: false });
  expect(standing).toEqual(refused(reason));
});

test("an empty target is free, unless the source is not", () => {
  for (const state of [null, "leaving", "arrived"] as const) {
    for (const other of [null, "filling", "leaving"] as const) {
      expect(standingOf({ source: mark(state), target: mark(other, "y"), isTargetEmpty: true })).toEqual({
        kind: "new",
      });
    }
  }
  expect(standingOf({ source: mark("moved"), target: null, isTargetEmpty: true })).toEqual(refused("source-moved"));
  expect(standingOf({ source: mark("filling"), target: null, isTargetEmpty: true })).toEqual(
    refused("source-unfinished"),
  );
});
