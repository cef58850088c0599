import { afterEach, beforeEach, expect, test } from "vitest";
import { Events } from "../../src/services/events/index.js";
import { countEvents, createMetrics, logEvents } from "../../src/telemetry/index.js";
import { answers } from "../support/providers/deeds.js";
import { CLIENT_SECRET, HostileProvider, type Misdeeds } from "../support/providers/HostileProvider.js";
import { oidcSettings, providerOf, signIn } from "../support/providers/signIns.js";

let hostile: HostileProvider;
beforeEach(async () => {
  hostile = await HostileProvider.start();
});
afterEach(() => hostile.close());

/** What one sign-in leaves in the log and in the metrics. */
async function tracesOf(misdeeds: Misdeeds) {
  hostile.misdeeds = misdeeds;
  const events = new Events();
  const metrics = createMetrics();
  const lines: unknown[] = [];
  const at = (level: string) => (fields: unknown, message?: unknown) => lines.push({ level, fields, message });
  countEvents(events, metrics);
  logEvents(events, { info: at("info"), warn: at("warn"), error: at("error") });
  await signIn(providerOf(oidcSettings(hostile.base), { events }), hostile).catch(() => undefined);
  const counted = (await metrics.render()).split("\n").filter((line) => line.startsWith("latchkey_provider_answers"));
  expect(JSON.stringify([lines, counted])).not.toMatch(new RegExp(`${CLIENT_SECRET}|a-code|an-access-token|eyJ`));
  return { lines, counted };
}

const counted = (outcome: string) => [`latchkey_provider_answers_total{provider="acme",outcome="${outcome}"} 1`];

test("a sign-in with a provider is counted, and no line is written", async () => {
  expect(await tracesOf({})).toEqual({ lines: [], counted: counted("identified") });
});

test.each<[string, Misdeeds, string, string]>([
  ["a wrong secret", { at: { "/token": answers(401, { error: "invalid_client" }) } }, "error", "provider_unavailable"],
  ["an outage", { at: { "/token": answers(503, {}) } }, "warn", "provider_unavailable"],
  ["a forged token", { signature: "foreign" }, "warn", "provider_answer_invalid"],
  ["a person who cancels", { answer: { code: undefined, error: "access_denied" } }, "info", "provider_refused"],
  ["an old code", { at: { "/token": answers(400, { error: "invalid_grant" }) } }, "info", "flow_invalid"],
])("%s is counted, and the log names the provider and what did not hold", async (_name, misdeeds, level, outcome) => {
  const fields = { provider: "acme", code: outcome.toUpperCase(), reason: expect.any(String) };
  expect(await tracesOf(misdeeds)).toEqual({
    lines: [{ level, fields, message: expect.stringContaining("provider") }],
    counted: counted(outcome),
  });
});
