import type { Tab } from "../engines/Engine.js";

/** Signs in from a page of the site without its form, whose texts depend on the language. */
export async function signInByScript(tab: Tab, login: { username: string; password: string }): Promise<void> {
  const status = await tab.evaluate<number>(`fetch("/api/v1/auth/login", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(${JSON.stringify(login)}),
  }).then((response) => response.status)`);
  if (status !== 200) throw new Error(`The sign-in was answered with ${status}.`);
}
