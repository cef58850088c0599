import { newestCode, otherThan } from "../../http/emailCodes.js";
import type { PageState } from "./PageState.js";
import { ADA, type Visit } from "./Visit.js";

/** Signing in with a mailed code, by hand and by the link of the mail. */
const states: readonly PageState[] = [
  { name: "email-code", open: (visit) => visit.goto("/sign-in/code") },
  { name: "email-code-sent", open: requestCode },
  {
    name: "email-code-wrong",
    open: async (visit) => {
      await requestCode(visit);
      await visit.fill({ code: otherThan(await newestCode(visit.site.server(), ADA.email)) });
      await visit.submit("code");
      await visit.waitForFieldError();
    },
  },
  { name: "email-code-elsewhere", open: (visit) => visit.goto("/sign-in/code#code=40718265") },
  {
    name: "email-code-over",
    open: async (visit) => {
      await requestCode(visit);
      await visit.page.goto("about:blank");
      await visit.goto(`/sign-in/code#code=${otherThan(await newestCode(visit.site.server(), ADA.email))}`);
    },
  },
  {
    name: "register-with-code",
    open: async (visit) => {
      await visit.goto("/register");
      await visit.page.locator("main > .actions button").last().click();
    },
  },
];

export const emailCodeStates: readonly PageState[] = states.map((state) => ({
  ...state,
  settings: { emailCode: "on" },
}));

async function requestCode(visit: Visit): Promise<void> {
  await visit.anAccount();
  await visit.goto("/sign-in/code");
  await visit.fill({ email: ADA.email });
  await visit.submit("email");
  await visit.waitFor("main [name=code]");
}
