import { describe, expect, test } from "vitest";
import type { MigrationMarker } from "../../stores/Archive.js";
import { type MigrationState, migrationState } from "./migrationState.js";

type State = MigrationMarker["state"];

function marker(state: State | null, copy = "x"): MigrationMarker | null {
  return state === null ? null : { copy, state, run: "run", peer: "peer" };
}

test.each<[State | null, State | null, MigrationState]>([
  [null, null, "target-not-empty"],
  ["leaving", null, "target-not-empty"],
  ["arrived", null, "target-not-empty"],
  [null, "arrived", "target-not-empty"],
  [null, "leaving", "target-not-empty"],
  [null, "moved", "target-not-empty"],
  [null, "filling", "target-of-other"],
  ["filling", null, "source-unfinished"],
  ["filling", "moved", "source-unfinished"],
  ["moved", null, "source-moved"],
  ["moved", "moved", "source-moved"],
  ["moved", "filling", "resume"],
  ["leaving", "filling", "resume"],
  ["arrived", "filling", "resume"],
  ["arrived", "moved", "resume"],
  ["leaving", "moved", "resume"],
  ["moved", "arrived", "finished"],
  ["leaving", "arrived", "both-opened"],
  ["arrived", "leaving", "target-not-empty"],
  ["arrived", "arrived", "target-not-empty"],
])("a target that holds records: %s and %s of one copy", (source, target, state) => {
  expect(migrationState(marker(source), marker(target), false)).toBe(state);
});

test.each<[State, State, MigrationState]>([
  ["leaving", "filling", "target-of-other"],
  ["arrived", "filling", "target-of-other"],
  ["moved", "filling", "source-moved"],
  ["moved", "arrived", "source-moved"],
  ["arrived", "moved", "target-not-empty"],
  ["leaving", "moved", "target-not-empty"],
  ["leaving", "arrived", "target-not-empty"],
])("the markers of two copies say nothing about each other: %s and %s", (source, target, reason) => {
  const state = migrationState(marker(source), marker(target, "y"), false);
  expect(state).toBe(reason);
});

describe("an empty target", () => {
  test.each([null, "leaving", "arrived"] as const)("is free for a source that is %s", (source) => {
    for (const other of [null, "filling", "leaving", "moved"] as const) {
      const state = migrationState(marker(source), marker(other, "y"), true);
      expect(state).toBe("new");
    }
  });

  test("is not filled from a source that was moved elsewhere or is itself unfinished", () => {
    const stateOf = (source: State) => migrationState(marker(source), null, true);
    expect(stateOf("moved")).toBe("source-moved");
    expect(stateOf("filling")).toBe("source-unfinished");
  });
});
