import { describe, expect, test } from "vitest";
import { ReadsTogether } from "./ReadsTogether.js";

type Row = readonly unknown[];

/** Reads whose statements are answered by the test; each row is a key and a text. */
function readsToAnswer() {
  const statements: { keys: readonly string[]; answer(rows: Row[]): void; fail(error: Error): void }[] = [];
  const reads = new ReadsTogether((keys) => new Promise((answer, fail) => statements.push({ keys, answer, fail })), 0);
  return { statements, read: (key: string) => reads.read(key) };
}

/** Lets everything run that was waiting for an answer. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("ReadsTogether", () => {
  test("sends a read at once when nothing runs, and a second one beside it", () => {
    const { statements, read } = readsToAnswer();
    void read("a");
    void read("b");
    expect(statements.map(({ keys }) => keys)).toEqual([["a"], ["b"]]);
  });

  test("sends the reads that arrived meanwhile in one, each key once, and gives each its row", async () => {
    const { statements, read } = readsToAnswer();
    void read("a");
    void read("b");
    const meanwhile = Promise.all(["c", "d", "c", "missing"].map(read));
    statements[0]?.answer([["a", "A"]]);
    await settled();
    expect(statements[2]?.keys).toEqual(["c", "d", "missing"]);
    statements[2]?.answer([
      ["d", "D"],
      ["c", "C"],
    ]);
    expect(await meanwhile).toEqual([["c", "C"], ["d", "D"], ["c", "C"], null]);
    expect(statements).toHaveLength(3);
  });

  test("never answers from a statement that was sent before the read was asked for: a write may have come between", async () => {
    const { statements, read } = readsToAnswer();
    const before = read("a");
    const after = read("a");
    statements[0]?.answer([["a", "old"]]);
    statements[1]?.answer([["a", "new"]]);
    expect(await Promise.all([before, after])).toEqual([
      ["a", "old"],
      ["a", "new"],
    ]);
  });

  test("a statement that fails fails for its readers alone, and the next ones are sent", async () => {
    const { statements, read } = readsToAnswer();
    const failing = read("a");
    void read("b");
    const next = read("c");
    statements[0]?.fail(new Error("lost"));
    await expect(failing).rejects.toThrow("lost");
    await settled();
    statements[2]?.answer([["c", "C"]]);
    expect(await next).toEqual(["c", "C"]);
  });

  test("sends many keys in several statements", async () => {
    const { statements, read } = readsToAnswer();
    void read("a");
    void read("b");
    const many = Promise.all(Array.from({ length: 501 }, (_, index) => read(`${index}`)));
    statements[0]?.answer([]);
    await settled();
    expect(statements[2]?.keys).toHaveLength(500);
    statements[2]?.answer([]);
    await settled();
    expect(statements[3]?.keys).toEqual(["500"]);
    statements[3]?.answer([]);
    expect(await many).toEqual(Array(501).fill(null));
  });
});
