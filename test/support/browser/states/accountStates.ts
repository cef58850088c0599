import { PASSWORD } from "../../http/accounts.js";
import { DAY, HOUR, MINUTE } from "../../ManualClock.js";
import type { PageState } from "./PageState.js";
import type { Visit } from "./Visit.js";

const SAFARI_ON_IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
const FIREFOX_ON_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:142.0) Gecko/20100101 Firefox/142.0";

export const accountStates: readonly PageState[] = [
  { name: "profile", open: (visit) => openSignedIn(visit, "/account") },
  {
    name: "account-menu",
    open: async (visit) => {
      await openSignedIn(visit, "/account");
      await visit.page.locator("header button").first().click();
      await visit.waitFor("header .panel");
    },
  },
  {
    name: "profile-unverified-email",
    open: (visit) => openSignedIn(visit, "/account", { emailVerifiedAt: null }),
  },
  {
    name: "profile-saved",
    open: async (visit) => {
      await openSignedIn(visit, "/account");
      await visit.fill({ fullName: "Augusta King" });
      await visit.submit("fullName");
      await visit.waitForResult();
    },
  },
  {
    name: "profile-rename",
    open: async (visit) => {
      await openSignedIn(visit, "/account");
      await visit.fill({ username: "countess" });
      await visit.waitFor("main [name=password]");
    },
  },
  {
    name: "profile-rename-refused",
    open: async (visit) => {
      await openSignedIn(visit, "/account");
      await visit.fill({ username: "countess", password: "not the password" });
      await visit.submit("fullName");
      await visit.waitForFieldError();
    },
  },
  { name: "email", open: (visit) => openSignedIn(visit, "/account/email") },
  {
    name: "email-unverified",
    open: (visit) => openSignedIn(visit, "/account/email", { emailVerifiedAt: null }),
  },
  {
    name: "email-link-sent",
    open: async (visit) => {
      await openSignedIn(visit, "/account/email");
      await visit.fill({ newEmail: "lovelace@example.com", password: PASSWORD });
      await visit.submit("newEmail");
      await visit.waitForResult();
    },
  },
  {
    name: "email-refused",
    open: async (visit) => {
      await openSignedIn(visit, "/account/email");
      await visit.fill({ newEmail: "no address", password: "not the password" });
      await visit.submit("newEmail");
      await visit.waitForFieldError();
    },
  },
  { name: "password", open: (visit) => openSignedIn(visit, "/account/password") },
  {
    name: "password-refused",
    open: async (visit) => {
      await openSignedIn(visit, "/account/password");
      await visit.fill({ currentPassword: PASSWORD, newPassword: "password" });
      await visit.submit("newPassword");
      await visit.waitForFieldError();
    },
  },
  {
    name: "password-changed",
    open: async (visit) => {
      await openSignedIn(visit, "/account/password");
      await visit.fill({ currentPassword: PASSWORD, newPassword: "a ship in the bay" });
      await visit.submit("newPassword");
      await visit.waitForResult();
    },
  },
  { name: "sessions", open: (visit) => openWithHistory(visit, "/account/sessions") },
  {
    name: "sessions-alone",
    open: async (visit) => {
      await openSignedIn(visit, "/account/sessions");
      await visit.waitFor("td");
    },
  },
  {
    name: "sessions-dialog",
    open: async (visit) => {
      await openWithHistory(visit, "/account/sessions");
      await visit.page.locator("td button").first().click();
      await visit.waitFor("dialog");
    },
  },
  { name: "sessions-dialog-all", open: askToSignOutOthers },
  {
    name: "sessions-signed-out",
    open: async (visit) => {
      await askToSignOutOthers(visit);
      await visit.page.locator("dialog button[type=submit]").click();
      await visit.waitForResult();
    },
  },
  { name: "activity", open: (visit) => openWithHistory(visit, "/account/activity") },
  { name: "data", open: (visit) => openSignedIn(visit, "/account/data") },
  {
    name: "data-refused",
    open: async (visit) => {
      await openSignedIn(visit, "/account/data");
      await visit.fill({ confirmation: "somebody", password: PASSWORD });
      await visit.submit("confirmation");
      await visit.waitForFieldError();
    },
  },
  {
    name: "account-deleted",
    open: async (visit) => {
      await openSignedIn(visit, "/account/data");
      await visit.fill({ confirmation: "ada", password: PASSWORD });
      await visit.submit("confirmation");
      await visit.waitFor("main [name=login]");
    },
  },
  {
    name: "account-offline",
    open: async (visit) => {
      await openSignedIn(visit, "/account");
      await visit.cutTheConnection();
      await visit.follow("/account/sessions");
      await visit.waitForAlert();
    },
  },
];

async function openSignedIn(visit: Visit, path: string, changes: Parameters<Visit["signIn"]>[0] = {}): Promise<void> {
  await visit.signIn(changes);
  await visit.goto(path);
}

/** Three more devices and a week of events. */
async function openWithHistory(visit: Visit, path: string): Promise<void> {
  await visit.anAccount();
  await visit.anotherDevice(FIREFOX_ON_WINDOWS);
  await visit.wait(3 * DAY);
  await visit.api().post("/auth/login", { username: "ada", password: "not the password" });
  await visit.anotherDevice(SAFARI_ON_IPHONE);
  await visit.wait(DAY + 2 * HOUR);
  await visit.anotherDevice();
  await visit.wait(HOUR);
  await visit.enter();
  await visit.wait(5 * MINUTE);
  await visit.goto(path);
  await visit.waitFor("main time");
}

async function askToSignOutOthers(visit: Visit): Promise<void> {
  await openWithHistory(visit, "/account/sessions");
  await visit.page.locator("main .actions > button").first().click();
  await visit.waitFor("dialog");
}
