import { PASSWORD } from "../../http/accounts.js";
import type { PageState } from "./PageState.js";
import { ADA, CHROME, type Visit } from "./Visit.js";

const DEAD = "#token=a-link-that-was-used-before";
const NEW_ADDRESS = "lovelace@example.com";

/** The pages that a forgotten password and the links of mails lead to. */
export const linkStates: readonly PageState[] = [
  { name: "forgot-password", open: (visit) => visit.goto("/forgot-password") },
  {
    name: "forgot-password-sent",
    open: async (visit) => {
      await visit.goto("/forgot-password");
      await visit.fill({ email: ADA.email });
      await visit.submitToNextHeading();
    },
  },
  { name: "reset-password", open: openResetLink },
  {
    name: "reset-password-too-short",
    open: async (visit) => {
      await openResetLink(visit);
      await visit.fill({ newPassword: "ada" });
      await visit.submit();
      await visit.waitForFieldError();
    },
  },
  {
    name: "reset-password-done",
    open: async (visit) => {
      await openResetLink(visit);
      await visit.fill({ newPassword: "a ship in the bay" });
      await visit.submit();
      await visit.waitFor("main [name=login]");
    },
  },
  {
    name: "reset-password-dead-link",
    open: async (visit) => {
      await visit.goto(`/reset-password${DEAD}`);
      await visit.fill({ newPassword: "a ship in the bay" });
      await visit.submitToNextHeading();
    },
  },
  { name: "reset-password-no-link", open: (visit) => visit.goto("/reset-password") },
  { name: "verify-email", open: openVerificationLink },
  { name: "verify-email-registered-elsewhere", open: askWhoRegistered },
  {
    name: "verify-email-wrong-password",
    open: async (visit) => {
      await askWhoRegistered(visit);
      await visit.fill({ password: "wrong horse battery" });
      await visit.submit("password");
      await visit.waitForFieldError();
    },
  },
  {
    name: "verify-email-done",
    open: async (visit) => {
      await askWhoRegistered(visit);
      await visit.fill({ password: PASSWORD });
      await visit.submitToNextHeading();
    },
  },
  { name: "verify-email-not-me", open: sayNotMe },
  {
    name: "verify-email-not-me-done",
    open: async (visit) => {
      await sayNotMe(visit);
      await visit.submitToNextHeading();
    },
  },
  {
    name: "verify-email-dead-link",
    open: async (visit) => {
      await visit.goto(`/verify-email${DEAD}`);
      await visit.submitToNextHeading();
    },
  },
  { name: "verify-email-no-link", open: (visit) => visit.goto("/verify-email") },
  { name: "confirm-email-change", open: openEmailChangeLink },
  { name: "confirm-email-change-password", open: askForPassword },
  {
    name: "confirm-email-change-done",
    open: async (visit) => {
      await askForPassword(visit);
      await visit.fill({ password: PASSWORD });
      await visit.submitToNextHeading();
    },
  },
  {
    name: "confirm-email-change-dead-link",
    open: async (visit) => {
      await visit.goto(`/confirm-email-change${DEAD}`);
      await visit.submitToNextHeading();
    },
  },
];

async function openResetLink(visit: Visit): Promise<void> {
  await visit.anAccount();
  await visit.api().post("/auth/forgot-password", { email: ADA.email });
  await visit.openLink("/reset-password");
}

async function openVerificationLink(visit: Visit): Promise<void> {
  await visit.anAccount({ emailVerifiedAt: null });
  await visit.api().post("/auth/resend-verification", { email: ADA.email });
  await visit.openLink("/verify-email");
}

/** The link of an account that another browser has registered. */
async function askWhoRegistered(visit: Visit): Promise<void> {
  const registration = { ...ADA, password: PASSWORD };
  const { status } = await visit.api().post("/auth/register", registration, { headers: { "user-agent": CHROME } });
  if (status !== 201) throw new Error(`The registration was answered with ${status}.`);
  await visit.openLink("/verify-email");
  await visit.submitToNextHeading();
  await visit.waitFor("dl dd");
}

async function sayNotMe(visit: Visit): Promise<void> {
  await askWhoRegistered(visit);
  await visit.page.locator("main .actions button[type=button]").click();
  await visit.waitFor("dialog[open] button[type=submit]");
}

async function askForPassword(visit: Visit): Promise<void> {
  await openEmailChangeLink(visit);
  await visit.submitToNextHeading();
}

async function openEmailChangeLink(visit: Visit): Promise<void> {
  await visit.anAccount();
  const device = await visit.anotherDevice();
  await device.post("/users/change-email", { newEmail: NEW_ADDRESS, password: PASSWORD });
  await visit.openLink("/confirm-email-change", NEW_ADDRESS);
}
