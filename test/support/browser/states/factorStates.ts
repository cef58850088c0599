import { PASSWORD } from "../../http/accounts.js";
import { MINUTE } from "../../ManualClock.js";
import { appCode, readCodes, readKey } from "../factors.js";
import { type VirtualAuthenticator, virtualAuthenticator } from "../virtualAuthenticator.js";
import type { PageState } from "./PageState.js";
import { ADA, type Visit } from "./Visit.js";

/** Second factors and passkeys: the steps of a sign-in, the page of the account, and what asks again. */
export const factorStates: readonly PageState[] = [
  { name: "second-step", open: openSecondStep },
  {
    name: "second-step-wrong-code",
    open: async (visit) => {
      await openSecondStep(visit);
      await visit.fill({ code: "000000" });
      await visit.submit("code");
      await visit.waitForFieldError();
    },
  },
  {
    name: "second-step-recovery-code",
    open: async (visit) => {
      await openSecondStep(visit);
      await visit.page.locator(".choices button").first().click();
      await visit.waitFor("main [name=recoveryCode]");
    },
  },
  {
    name: "second-step-passkey",
    open: async (visit) => {
      const authenticator = await addPasskey(visit);
      await authenticator.touches(false);
      await visit.leave();
      await signIn(visit);
      await visit.waitFor(".choices button");
    },
  },
  {
    name: "second-step-expired",
    open: async (visit) => {
      await openSecondStep(visit);
      visit.site.clock.advance(30 * MINUTE);
      await visit.fill({ code: "000000" });
      await visit.submitToNextHeading();
    },
  },
  { name: "enrollment", settings: { requireSecondFactor: "everybody" }, open: openEnrollment },
  {
    name: "enrollment-app",
    settings: { requireSecondFactor: "everybody" },
    open: async (visit) => {
      await openEnrollment(visit);
      await visit.page.locator("main .actions button").first().click();
      await visit.waitFor("svg.qr");
    },
  },
  {
    name: "passkey-offer",
    open: async (visit) => {
      await virtualAuthenticator(visit.page);
      await visit.anAccount();
      await signIn(visit);
      await visit.waitFor("main .quiet");
    },
  },
  {
    name: "register-with-passkey",
    open: async (visit) => {
      await visit.goto("/register");
      await visit.page.locator("main > .actions button").click();
    },
  },
  { name: "security", open: openSecurity },
  { name: "security-password", open: askForAppPassword },
  {
    name: "security-app",
    open: async (visit) => {
      await startApp(visit);
    },
  },
  { name: "recovery-codes", open: turnOnApp },
  {
    name: "security-on",
    open: async (visit) => {
      await turnOnApp(visit);
      await visit.page.locator("main .button.primary").click();
      await visit.waitFor("#codes");
    },
  },
  {
    name: "security-few-codes",
    open: async (visit) => {
      await turnOnApp(visit);
      const codes = await readCodes(visit.page);
      for (const code of codes.slice(2)) await spend(visit, code);
      await visit.goto("/account/security");
      await visit.waitFor(".notice.warning");
    },
  },
  {
    name: "security-passkeys",
    open: async (visit) => {
      await addPasskey(visit);
    },
  },
  {
    name: "security-rename",
    open: async (visit) => {
      await addPasskey(visit);
      await visit.page.locator(".passkeys button").first().click();
      await visit.waitFor("dialog [name=name]");
    },
  },
  {
    name: "security-remove",
    open: async (visit) => {
      await addPasskey(visit);
      await visit.page.locator(".passkeys button").last().click();
      await visit.waitFor("dialog [name=password]");
    },
  },
  {
    name: "confirm-again",
    open: async (visit) => {
      await turnOnApp(visit);
      await visit.page.locator("main .button.primary").click();
      visit.site.clock.advance(11 * MINUTE);
      await visit.page.locator("[aria-labelledby=codes] button").click();
      await visit.fill({ password: PASSWORD });
      await visit.page.locator("dialog button[type=submit]").click();
      await visit.waitFor("dialog [name=code]");
    },
  },
];

async function openSecurity(visit: Visit): Promise<void> {
  await visit.signIn();
  await visit.goto("/account/security");
  await visit.waitFor("#passkeys");
}

async function askForAppPassword(visit: Visit): Promise<void> {
  await openSecurity(visit);
  await visit.page.locator("[aria-labelledby=totp] button").first().click();
  await visit.waitFor("dialog [name=password]");
}

async function startApp(visit: Visit): Promise<string> {
  await askForAppPassword(visit);
  await visit.fill({ password: PASSWORD });
  await visit.page.locator("dialog button[type=submit]").click();
  await visit.waitFor("svg.qr");
  return readKey(visit.page);
}

async function turnOnApp(visit: Visit): Promise<void> {
  const key = await startApp(visit);
  await visit.fill({ code: appCode(visit.site, key) });
  await visit.submit("code");
  await visit.waitFor(".codes");
}

async function addPasskey(visit: Visit): Promise<VirtualAuthenticator> {
  const authenticator = await virtualAuthenticator(visit.page);
  await openSecurity(visit);
  await visit.page.locator("[aria-labelledby=passkeys] button").last().click();
  await visit.fill({ password: PASSWORD });
  await visit.page.locator("dialog button[type=submit]").click();
  await visit.waitFor(".codes");
  await visit.page.locator("main .button.primary").click();
  await visit.waitFor(".passkeys");
  return authenticator;
}

/** Signs in elsewhere with a recovery code. */
async function spend(visit: Visit, recoveryCode: string): Promise<void> {
  const api = visit.api();
  const { body } = await api.post("/auth/login", { username: ADA.username, password: PASSWORD });
  await api.post("/auth/second-factor", { flow: body.challenge?.flow, recoveryCode });
}

async function signIn(visit: Visit): Promise<void> {
  await visit.goto("/sign-in");
  await visit.fill({ login: ADA.username, password: PASSWORD });
  await visit.submit();
}

async function openSecondStep(visit: Visit): Promise<void> {
  await turnOnApp(visit);
  await visit.leave();
  await signIn(visit);
  await visit.waitFor("main [name=code]");
}

async function openEnrollment(visit: Visit): Promise<void> {
  await visit.anAccount();
  await signIn(visit);
  await visit.waitFor(".as-link");
}
