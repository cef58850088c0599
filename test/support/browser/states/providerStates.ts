import { newIdentity } from "../../../../src/services/providers/index.js";
import { anAccount, PASSWORD } from "../../http/accounts.js";
import { MINUTE } from "../../ManualClock.js";
import { ADA_AT_PROVIDER } from "../stubProvider.js";
import type { PageState } from "./PageState.js";
import { ADA, type Visit } from "./Visit.js";

const EVE_AT_PROVIDER = { ...ADA_AT_PROVIDER, subject: "eve", username: "eve", email: "eve@example.com" };

/** Signing in with a provider, and what may come of it. */
const states: readonly PageState[] = [
  { name: "sign-in-providers", settings: { emailCode: "on" }, open: (visit) => visit.goto("/sign-in") },
  { name: "register-providers", settings: { emailCode: "on" }, open: (visit) => visit.goto("/register") },
  {
    name: "sign-in-provider-away",
    open: async (visit) => {
      visit.site.server().provider.isDown = true;
      await visit.goto("/sign-in");
      await visit.page.locator(".choices button").first().click();
      await visit.waitFor(".choices [role=alert] > *");
    },
  },
  { name: "provider-registration", open: openRegistration },
  {
    name: "provider-registration-taken",
    open: async (visit) => {
      await anAccount(visit.site.server(), { ...ADA, email: "another@example.com" });
      await openRegistration(visit);
      await visit.submit();
      await visit.waitForFieldError();
    },
  },
  {
    name: "provider-registration-check-your-email",
    settings: { requireVerifiedEmail: true },
    open: async (visit) => {
      await comeBack(visit, { ...ADA_AT_PROVIDER, emailVerified: false });
      await visit.waitFor("main [name=email]");
      await visit.submitToNextHeading();
    },
  },
  { name: "provider-not-linked", open: openNotLinked },
  {
    name: "provider-link",
    open: async (visit) => {
      await openNotLinked(visit);
      await visit.fill({ login: ADA.username, password: PASSWORD });
      await visit.submitToNextHeading();
    },
  },
  {
    name: "provider-refused",
    open: async (visit) => {
      await comeBack(visit, { error: "access_denied" });
      await visit.waitFor("main > .stack button");
    },
  },
  {
    name: "provider-unavailable",
    open: async (visit) => {
      await visit.page.route("**/auth/providers/finish*", (route) => {
        visit.site.server().provider.isDown = true;
        return route.continue();
      });
      await comeBack(visit, ADA_AT_PROVIDER);
      await visit.waitFor("main > .actions .primary");
    },
  },
  { name: "provider-expired", open: (visit) => visit.goto("/sign-in/continue#code=1&state=2&provider=example") },
  { name: "provider-without-answer", open: (visit) => visit.goto("/sign-in/continue") },
  {
    name: "provider-taken",
    open: async (visit) => {
      await visit.signIn();
      const other = await anAccount(visit.site.server(), { username: "eve", email: "eve@example.com" });
      await linkTo(visit, other._id, EVE_AT_PROVIDER);
      await openSecurity(visit);
      await visit.atProvider(EVE_AT_PROVIDER);
      await pressLink(visit);
      await visit.waitFor("main.card h1");
    },
  },
  { name: "security-providers", open: openSignedIn },
  {
    name: "security-link",
    open: async (visit) => {
      await openSignedIn(visit);
      await beginToLink(visit);
      await visit.waitFor("dialog [name=password]");
    },
  },
  { name: "security-linked", open: openLinked },
  {
    name: "security-unlink",
    open: async (visit) => {
      await openLinked(visit);
      await visit.page.locator(".passkeys button").click();
      await visit.waitFor("dialog [name=password]");
    },
  },
  {
    name: "security-last-way-in",
    open: async (visit) => {
      await registerWithProvider(visit);
      await openSecurity(visit);
      await visit.page.locator(".passkeys button").click();
      await visit.page.locator("dialog button[type=submit]").click();
      await visit.waitFor("dialog [role=alert] > *");
    },
  },
  {
    name: "confirm-again-provider",
    settings: { emailCode: "on" },
    open: async (visit) => {
      await registerWithProvider(visit);
      await openSecurity(visit);
      visit.site.clock.advance(11 * MINUTE);
      await visit.page.locator(".passkeys button").click();
      await visit.page.locator("dialog button[type=submit]").click();
      await visit.waitFor("dialog .choices button");
    },
  },
];

export const providerStates: readonly PageState[] = states.map((state) => ({ ...state, providers: true }));

/** Presses the button of the provider, which leads back at once. */
async function comeBack(visit: Visit, answer: Parameters<Visit["atProvider"]>[0]): Promise<void> {
  await visit.atProvider(answer);
  await visit.goto("/sign-in");
  await visit.page.locator(".choices button").first().click();
}

async function openRegistration(visit: Visit): Promise<void> {
  await comeBack(visit, ADA_AT_PROVIDER);
  await visit.waitFor("main [name=email]");
}

async function openNotLinked(visit: Visit): Promise<void> {
  await visit.anAccount();
  await comeBack(visit, ADA_AT_PROVIDER);
  await visit.waitFor(".notice");
}

async function registerWithProvider(visit: Visit): Promise<void> {
  await openRegistration(visit);
  await visit.submit();
  await visit.page.waitForURL(/\/account$/);
}

async function openSecurity(visit: Visit): Promise<void> {
  await visit.goto("/account/security");
  await visit.waitFor("#identities");
}

async function openSignedIn(visit: Visit): Promise<void> {
  await visit.signIn();
  await openSecurity(visit);
}

async function beginToLink(visit: Visit): Promise<void> {
  await visit.page.locator("[aria-labelledby=identities] .actions > button").first().click();
}

async function pressLink(visit: Visit): Promise<void> {
  await beginToLink(visit);
  await visit.page.locator("dialog [name=password]").fill(PASSWORD);
  await visit.page.locator("dialog button[type=submit]").click();
}

async function openLinked(visit: Visit): Promise<void> {
  await openSignedIn(visit);
  await visit.atProvider(ADA_AT_PROVIDER);
  await pressLink(visit);
  await visit.waitFor(".passkeys");
}

/** Straight in the store. */
async function linkTo(visit: Visit, userId: string, { issuer, subject, email }: typeof ADA_AT_PROVIDER): Promise<void> {
  const { store, clock } = visit.site.server();
  const facts = { provider: "example", issuer, subject, email, emailVerified: true };
  await store.identities.create(newIdentity(facts, { userId, createdAt: clock.now(), lastUsedAt: null }));
}
