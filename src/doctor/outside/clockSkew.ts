import { SECOND } from "../../utils/duration.js";
import { fine, found, outsideCheck, type Seen } from "../Check.js";

const TOLERATED = 5 * SECOND;
const MUCH = 60 * SECOND;

export const clockSkew = outsideCheck({
  id: "clock",
  title: "The clocks agree",
  looksAt:
    "`Date` of an answer against this machine's clock; with --account also the time that the server itself noted.",
  faults: {
    wrong: {
      severity: "medium",
      title: "The clock there and the one here differ by more than a minute",
      clause: "RFC 7519 section 4.1.4; RFC 9110 section 6.6.1",
      cure: "Have both machines keep time by NTP. Other services would take tokens for expired or not yet valid.",
    },
    drifting: {
      severity: "low",
      title: "The clock there and the one here differ by seconds",
      clause: "RFC 7519 section 4.1.4; RFC 9110 section 6.6.1",
      cure: "Have both machines keep time by NTP.",
    },
  },
  look: async ({ site, clock, visit }) => {
    const before = clock.now();
    const { header } = await site.send({ path: "/health/live" });
    // A date has whole seconds.
    const date = Date.parse(header("date"));
    const seen = Number.isNaN(date) ? [] : [judge("Date", date, [before - SECOND, clock.now()])];
    const visited = await visit();
    if (visited?.session) seen.push(judge("the session", visited.session.createdAt, visited.between));
    return seen;
  },
});

function judge(what: string, time: number, [from, to]: readonly [number, number]): Seen<"wrong" | "drifting"> {
  const ahead = time > to ? time - to : Math.min(0, time - from);
  const seen = `${what}: ${(Math.abs(ahead) / SECOND).toFixed(0)} s ${ahead < 0 ? "behind" : "ahead"}`;
  if (Math.abs(ahead) > MUCH) return found("wrong", seen);
  return Math.abs(ahead) > TOLERATED ? found("drifting", seen) : fine(`${what} agrees`);
}
