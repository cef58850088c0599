import { expect, test } from "vitest";
import { aSession } from "../support/records.js";
import { type Child, startChild } from "../support/store/sqliteChild.js";
import { openSqliteStore, temporaryDatabase } from "../support/store/sqliteFolder.js";

const CHILD_TEST = { timeout: 60_000 };

async function expectEveryAcknowledgedSession(path: string, writer: Child): Promise<void> {
  const acknowledged = writer.lines.filter((line) => line.length === 36);
  const store = await openSqliteStore({ path });
  const found = await Promise.all(acknowledged.map((id) => store.sessions.get(id)));
  expect(found.filter((session) => session === null)).toEqual([]);
}

test("no increment of two processes that compare and set one record is lost", CHILD_TEST, async () => {
  const path = temporaryDatabase();
  const store = await openSqliteStore({ path });
  const session = aSession();
  await store.sessions.create(session);
  const processes = [1, 2].map(() => startChild("sqliteIncrementer.ts", [path, session._id, "300"]));
  await Promise.all(processes.map((child) => child.printed(1)));
  for (const child of processes) child.process.stdin?.write("go\n");
  await Promise.all(processes.map((child) => child.ended()));
  const conflicts = processes.map((child) => Number(child.lines[1]));
  expect(Math.max(...conflicts), "the processes met").toBeGreaterThan(0);
  expect(await store.sessions.get(session._id)).toMatchObject({ lateCount: 600, version: 600 });
});

test("every write acknowledged before a kill -9 is there afterwards", CHILD_TEST, async () => {
  const path = temporaryDatabase();
  const writer = startChild("sqliteStormWriter.ts", [path]);
  await writer.printed(500);
  writer.process.kill("SIGKILL");
  await writer.ended();
  expect(writer.lines).not.toContain("unavailable");
  await expectEveryAcknowledgedSession(path, writer);
});

test(
  "a file that cannot grow makes the store unavailable, and every acknowledged write is there",
  CHILD_TEST,
  async () => {
    const path = temporaryDatabase();
    const writer = startChild("sqliteStormWriter.ts", [path], { fileSizeLimitKiB: 1024 });
    await writer.ended();
    expect(writer.lines.at(-1)).toBe("unavailable");
    expect(writer.lines.length).toBeGreaterThan(100);
    await expectEveryAcknowledgedSession(path, writer);
  },
);
