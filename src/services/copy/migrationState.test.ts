import { describe, expect, test } from "vitest";
import type { MigrationMarker } from "../../stores/Archive.js";
import { migrationState } from "./migrationState.js";

type State = MigrationMarker["state"];

function marker(state: State | null, copy = "x"): MigrationMarker | null {
  return state === null ? null : { copy, state, run: "run", peer: "peer" };
}

const resume = { kind: "resume", copy: "x" };
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
  ["filling", "moved", refused("source-unfinished")],
  ["moved", null, refused("source-moved")],
  ["moved", "moved", refused("source-moved")],
  ["moved", "filling", resume],
  ["leaving", "filling", resume],
  ["arrived", "filling", resume],
  ["arrived", "moved", resume],
  ["leaving", "moved", resume],
  ["moved", "arrived", { kind: "finished" }],
  ["leaving", "arrived", refused("both-opened")],
  ["arrived", "leaving", refused("target-not-empty")],
  ["arrived", "arrived", refused("target-not-empty")],
])("a target that holds records: %s and %s of one copy", (source, target, state) => {
  expect(migrationState({ source: marker(source), target: marker(target), isTargetEmpty: false })).toEqual(state);
});

test.each<[State, State, string]>([
  ["leaving", "filling", "target-of-other"],
  ["arrived", "filling", "target-of-other"],
  ["moved", "filling", "source-moved"],
  ["moved", "arrived", "source-moved"],
  ["arrived", "moved", "target-not-empty"],
  ["leaving", "moved", "target-not-empty"],
  ["leaving", "arrived", "target-not-empty"],
])("the markers of two copies say nothing about each other: %s and %s", (source, target, reason) => {
  const state = migrationState({ source: marker(source), target: marker(target, "y"), isTargetEmpty: false });
  expect(state).toEqual(refused(reason));
});

describe("an empty target", () => {
  test.each([null, "leaving", "arrived"] as const)("is free for a source that is %s", (source) => {
    for (const other of [null, "filling", "leaving", "moved"] as const) {
      const state = migrationState({ source: marker(source), target: marker(other, "y"), isTargetEmpty: true });
      expect(state).toEqual({ kind: "new" });
    }
  });

  test("is not filled from a source that was moved elsewhere or is itself unfinished", () => {
    const stateOf = (source: State) => migrationState({ source: marker(source), target: null, isTargetEmpty: true });
    expect(stateOf("moved")).toEqual(refused("source-moved"));
    expect(stateOf("filling")).toEqual(refused("source-unfinished"));
  });
});
