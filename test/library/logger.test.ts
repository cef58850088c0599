import { pino } from "pino";
import { describe, expect, test, vi } from "vitest";
import { type LatchkeyOptions, silent } from "../../src/latchkey.js";
import { fromAppLogger } from "../../src/utils/appLogger.js";
import { collectingLogger } from "../support/library/collectingLogger.js";
import { ADA, makeLatchkey } from "../support/library/hostApp.js";
import { mounted } from "../support/library/mounted.js";

describe("the option logger", () => {
  test("gets every line of Latchkey, none of which holds a password, an address or a token", async () => {
    const { client, lines } = await mounted({});
    await client.post("/auth/register", ADA);
    const { body } = await client.post("/auth/login", { username: ADA.username, password: ADA.password });
    const logged = JSON.stringify(lines);
    expect(lines.map(({ message }) => message)).toEqual(expect.arrayContaining(["Security event.", "Request."]));
    for (const secret of [ADA.password, ADA.email, body.data.accessToken]) expect(logged).not.toContain(secret);
  });

  test("needs neither child nor fatal, and is called as a method: console will do", () => {
    class Console {
      readonly #lines: unknown[][] = [];
      readonly debug = vi.fn();
      readonly info = vi.fn();
      readonly warn = vi.fn();
      error(...line: unknown[]): unknown[][] {
        this.#lines.push(line);
        return this.#lines;
      }
    }
    const app = new Console();
    fromAppLogger(app).child({ worker: 1 }).fatal({ err: 1 }, "The end.");
    expect(app.error("last")).toEqual([[{ worker: 1, err: 1 }, "The end."], ["last"]]);
    for (const logger of [console, pino({ level: "silent" })]) expect(() => makeLatchkey({ logger })).not.toThrow();
  });

  test("never gets a field that holds a credential, at the top or one level down", () => {
    const { logger, lines } = collectingLogger();
    const cause = new Error("kept");
    fromAppLogger(logger).warn({ password: "x", user: { accessToken: "x", name: "ada" }, err: cause }, "A line.");
    expect(lines).toEqual([
      {
        level: "warn",
        fields: { password: "[redacted]", user: { accessToken: "[redacted]", name: "ada" }, err: cause },
        message: "A line.",
      },
    ]);
  });

  test.each([
    [{}, "logger has no method debug: it needs debug, info, warn, error, as pino has them"],
    [{ debug() {}, info() {}, error() {} }, "logger has no method warn"],
    ["loud", "logger must be a logger, such as one of pino"],
  ])("%j: %s", (logger, message) => {
    expect(() => makeLatchkey({ logger } as unknown as LatchkeyOptions)).toThrow(message);
  });
});

test("silent() logs nothing, and neither do its children", () => {
  const write = vi.spyOn(process.stderr, "write");
  silent()
    .child({ worker: 1 })
    .error({ err: new Error("unheard") }, "A line.");
  makeLatchkey({ logger: silent() });
  expect(write).not.toHaveBeenCalled();
  write.mockRestore();
});
