import { expect, test } from "vitest";
import { newId } from "../../src/utils/ids.js";
import { builtCli, outcomeOf } from "../support/cli/builtCli.js";
import { describeOnEveryDatabase, type Place } from "../support/cli/databases.js";
import { anAccount } from "../support/cli/people.js";
import { anAuditEvent } from "../support/records.js";

const cli = builtCli();
const MINUTE = 60_000;

function anEvent(age: number, name: string, userId: string = newId(1)) {
  const at = Date.now() - age;
  return anAuditEvent({ _id: newId(at), at, name, userId, detail: { reason: "\u001b[2J" } });
}

describeOnEveryDatabase("latchkey audit tail", ({ place: newPlace }) => {
  async function withEvents() {
    const place = await newPlace();
    const { _id } = await anAccount(place.store, "ada");
    const events = [anEvent(3 * MINUTE, "first", _id), anEvent(2 * MINUTE, "second"), anEvent(0, "third", _id)];
    for (const event of events.toReversed()) await place.store.audit.append(event);
    return { place, userId: _id };
  }

  async function tail(place: Place, ...args: string[]) {
    const { events } = await cli().json<{ events: { name: string }[] }>(["audit", "tail", ...args], place);
    return events.map(({ name }) => name);
  }

  test("shows the latest events of all users, newest last", async () => {
    const { place } = await withEvents();
    expect(await tail(place)).toEqual(["first", "second", "third"]);
    expect(await tail(place, "--limit", "2")).toEqual(["second", "third"]);
    expect(await tail(place, "--since", "150s")).toEqual(["second", "third"]);
    expect(await tail(place, "--user", "ada")).toEqual(["first", "third"]);
    expect(await cli().failure(["audit", "tail", "--user", "bob"], place)).toMatchObject({ exit: 3 });
    const { stdout } = await cli().run(["audit", "tail"], place);
    expect(stdout.split("\n")[1]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}first/);
    expect(stdout).not.toContain("\u001b");
  });

  test("--follow shows each new event once, a late one too, until it is interrupted", async () => {
    const { place, userId } = await withEvents();
    const child = cli().start(["audit", "tail", "--follow", "--limit", "1", "--user", "ada", "--json"], place);
    const outcome = outcomeOf(child);
    const printed = (count: number) =>
      new Promise<void>((resolve) => {
        let lines = 0;
        child.stdout?.on("data", (chunk) => {
          lines += String(chunk).split("\n").length - 1;
          if (lines >= count) resolve();
        });
      });
    await printed(1);
    const news = printed(2);
    await place.store.audit.append(anEvent(0, "fourth", userId));
    await place.store.audit.append(anEvent(0, "of another"));
    await place.store.audit.append(anEvent(0, "fifth", userId));
    await news;
    child.kill("SIGINT");
    const { code, stdout } = await outcome;
    const names = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).name);
    expect([code, names]).toEqual([0, ["third", "fourth", "fifth"]]);
  });
});
