import { Writable } from "node:stream";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { createLogger } from "./logger.js";
import { prettyLog } from "./prettyLog.js";

/** What is written on a terminal, with or without color. */
function terminal(hasColors = false) {
  let screen = "";
  const out = prettyLog({
    write: (text: string) => {
      screen += text;
    },
    hasColors: () => hasColors,
  });
  return { logger: pino({}, out), screen: () => screen };
}

describe("prettyLog", () => {
  it("writes the time, the level, the message and the fields, without what is the same in every line", () => {
    const { logger, screen } = terminal();
    logger.warn({ route: "/users/profile", status: 404, event: { name: "registered" }, text: "two words" }, "Request.");
    expect(screen()).toMatch(
      /^\d\d:\d\d:\d\d WARN {2}Request\. route=\/users\/profile status=404 event=\{"name":"registered"\} text="two words"\n$/,
    );
  });

  it("writes the stack of an error below its line", () => {
    const { logger, screen } = terminal();
    logger.error({ err: new Error("it broke"), code: "INTERNAL" }, "Failed.");
    expect(screen()).toMatch(/ ERROR Failed\. code=INTERNAL\n {4}Error: it broke\n {8}at /);
  });

  it.each([
    ["\u001b[2J", "\\u001b[2J"],
    ["\u009b31m", "\\u009b31m"],
    ["a\u202eb", "a\\u202eb"],
    ["a\nb", '"a\\nb"'],
  ])("lets no text of a stranger control the terminal: %j", (text, shown) => {
    const { logger, screen } = terminal();
    logger.info({ origin: text }, "A line.");
    expect(screen()).toContain(shown);
    expect(screen()).not.toContain(text);
    expect(screen().match(/\n/g)).toHaveLength(1);
  });

  it("has colors where the terminal has", () => {
    const { logger, screen } = terminal(true);
    logger.info("A line.");
    expect(screen()).toContain("\u001b[32mINFO \u001b[39m A line.\n");
  });
});

describe("createLogger", () => {
  const written = (format: "auto" | "json" | "pretty", isTTY: boolean) => {
    let text = "";
    const out = Object.assign(
      new Writable({
        write: (chunk, _encoding, done) => {
          text += String(chunk);
          done();
        },
      }),
      { isTTY },
    );
    createLogger("info", { stream: out, format }).info({ password: "secret" }, "A line.");
    return text;
  };

  it.each([
    ["auto", true, "pretty"],
    ["auto", false, "json"],
    ["json", true, "json"],
    ["pretty", false, "pretty"],
  ] as const)("%s, on a terminal: %s, writes %s, and redacts in both", (format, isTTY, shown) => {
    const text = written(format, isTTY);
    if (shown === "json") expect(JSON.parse(text)).toMatchObject({ msg: "A line.", password: "[redacted]" });
    else expect(text).toMatch(/^\d\d:\d\d:\d\d INFO {2}A line\. password=\[redacted\]\n$/);
  });
});
