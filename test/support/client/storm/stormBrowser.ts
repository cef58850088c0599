import { createBrowserFetch } from "../browserFetch.js";
import { lost, type MakeClient, untilAnswered } from "./StormClient.js";

const TABS = 3;

/** A browser whose tabs refresh at the same moment, and send again what broke off with what the jar holds by then. */
export const stormBrowser: MakeClient = (pick, tokens, tally) => {
  const browser = createBrowserFetch();
  browser.jar.set("accessToken", tokens.accessToken).set("refreshToken", tokens.refreshToken);
  let spent = "";

  async function send(method: string, path: string): Promise<Response> {
    const response = await browser(`${await pick()}${path}`, { method, credentials: "include", signal: lost() });
    // The body may break off too.
    await response.text();
    return response;
  }

  async function refreshTab(given: Set<string>): Promise<void> {
    const { status, headers } = await untilAnswered(() => send("POST", "/auth/refresh-token"), tally);
    if (status !== 200) {
      tally.signOuts += 1;
      return;
    }
    tally.refreshes += 1;
    for (const line of headers.getSetCookie()) {
      const token = /^refreshToken=([^;]+)/.exec(line)?.[1];
      if (token !== undefined) given.add(token);
    }
  }

  return {
    round: async () => {
      const before = browser.jar.get("refreshToken") ?? "";
      const given = new Set<string>();
      await Promise.all(Array.from({ length: TABS }, () => refreshTab(given)));
      if (given.size > 1) tally.forks += 1;
      if (browser.jar.get("refreshToken") !== before) spent = before;
      const { status } = await untilAnswered(() => send("GET", "/users/profile"), tally);
      if (status !== 200) tally.signOuts += 1;
    },
    current: () => browser.jar.get("refreshToken") ?? "",
    spent: () => spent,
  };
};
