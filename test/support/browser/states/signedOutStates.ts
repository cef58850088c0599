import { PASSWORD } from "../../http/accounts.js";
import { DAY, MINUTE } from "../../ManualClock.js";
import type { PageState } from "./PageState.js";
import { ADA, type Visit } from "./Visit.js";

const WRONG = { login: ADA.username, password: "not the password" };
const REGISTRATION = { ...ADA, password: PASSWORD };

export const signedOutStates: readonly PageState[] = [
  { name: "sign-in", open: (visit) => visit.goto("/sign-in") },
  {
    name: "sign-in-filled",
    open: async (visit) => {
      await visit.goto("/sign-in");
      await visit.fill({ login: ADA.email, password: PASSWORD });
    },
  },
  {
    name: "sign-in-empty",
    open: async (visit) => {
      await visit.goto("/sign-in");
      await visit.submit();
      await visit.waitForFieldError();
    },
  },
  { name: "sign-in-wrong-password", open: refusedSignIn },
  {
    name: "sign-in-too-many-attempts",
    settings: { rateLimit: "on", rateLimits: { "login.account": "1/15m" } },
    open: async (visit) => {
      await visit.api().post("/auth/login", { username: ADA.username, password: "not the password" });
      await refusedSignIn(visit);
    },
  },
  {
    name: "sign-in-unverified-email",
    settings: { requireVerifiedEmail: true },
    open: async (visit) => {
      await visit.anAccount({ emailVerifiedAt: null });
      await visit.goto("/sign-in");
      await visit.fill({ login: ADA.email, password: PASSWORD });
      await visit.submit();
      await visit.waitFor("main [name=email]");
    },
  },
  {
    name: "sign-in-service-away",
    open: async (visit) => {
      await visit.goto("/sign-in");
      await visit.cutTheConnection();
      await visit.fill(WRONG);
      await visit.submit();
      await visit.waitForAlert();
    },
  },
  {
    name: "signed-out-here",
    open: async (visit) => {
      await signOut(visit);
      await visit.waitFor("main [role=status] p");
    },
  },
  {
    name: "signed-out-in-another-tab",
    open: async (visit) => {
      await visit.signIn();
      await visit.goto("/account");
      const other = await visit.anotherTab();
      await other.goto("/account");
      await pressSignOut(other);
      await visit.page.bringToFront();
      await visit.waitFor("main [role=status] p");
    },
  },
  {
    name: "signed-out-everywhere",
    open: (visit) => endFromElsewhere(visit, (other) => other.post("/auth/logout-all")),
  },
  {
    name: "signed-out-by-password-change",
    open: (visit) =>
      endFromElsewhere(visit, (other) =>
        other.post("/auth/change-password", { currentPassword: PASSWORD, newPassword: "a ship in the bay" }),
      ),
  },
  { name: "signed-out-by-inactivity", open: (visit) => endFromElsewhere(visit, () => visit.wait(8 * DAY)) },
  {
    name: "signed-out-after-theft",
    open: (visit) =>
      endFromElsewhere(visit, async () => {
        const stolen = await visit.refreshToken();
        await visit.wait(16 * MINUTE);
        await visit.follow("/account/sessions");
        await visit.waitFor("td");
        await visit.wait(MINUTE);
        await visit.api().post("/auth/refresh-token", { refreshToken: stolen });
      }),
  },
  { name: "register", open: (visit) => visit.goto("/register") },
  {
    name: "register-without-names",
    settings: { username: "off", fullName: "off" },
    open: (visit) => visit.goto("/register"),
  },
  {
    name: "register-filled",
    open: async (visit) => {
      await visit.goto("/register");
      await visit.fill(REGISTRATION);
    },
  },
  {
    name: "register-empty",
    open: async (visit) => {
      await visit.goto("/register");
      await visit.submit();
      await visit.waitForFieldError();
    },
  },
  {
    name: "register-taken",
    open: async (visit) => {
      await visit.anAccount();
      await register(visit, REGISTRATION);
      await visit.waitForFieldError();
    },
  },
  {
    name: "register-weak-password",
    open: async (visit) => {
      await register(visit, { ...REGISTRATION, password: "password" });
      await visit.waitForFieldError();
    },
  },
  {
    name: "register-check-your-email",
    settings: { requireVerifiedEmail: true },
    open: async (visit) => {
      await visit.goto("/register");
      await visit.fill(REGISTRATION);
      await visit.submitToNextHeading();
    },
  },
];

async function refusedSignIn(visit: Visit): Promise<void> {
  await visit.goto("/sign-in");
  await visit.fill(WRONG);
  await visit.submit();
  await visit.waitForAlert();
}

async function register(visit: Visit, fields: Readonly<Record<string, string>>): Promise<void> {
  await visit.goto("/register");
  await visit.fill(fields);
  await visit.submit();
}

async function pressSignOut({ page }: Visit): Promise<void> {
  await page.locator("header button").first().click();
  await page.locator("header .panel button").click();
}

async function signOut(visit: Visit): Promise<void> {
  await visit.signIn();
  await visit.goto("/account");
  await pressSignOut(visit);
}

/** Something ends the session of this browser, which learns it with its next request. */
async function endFromElsewhere(
  visit: Visit,
  end: (other: Awaited<ReturnType<Visit["anotherDevice"]>>) => Promise<unknown>,
): Promise<void> {
  await visit.signIn();
  await visit.goto("/account");
  await end(await visit.anotherDevice());
  await visit.follow("/account/activity");
  await visit.waitFor("main [role=status] p");
}
