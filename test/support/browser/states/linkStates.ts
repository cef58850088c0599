import type { PageState } from "./PageState.js";
import { ADA, type Visit } from "./Visit.js";

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
  {
    name: "verify-email-done",
    open: async (visit) => {
      await openVerificationLink(visit);
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
  {
    name: "confirm-email-change-done",
    open: async (visit) => {
      await openEmailChangeLink(visit);
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

async function openEmailChangeLink(visit: Visit): Promise<void> {
  await visit.anAccount();
  const device = await visit.anotherDevice();
  await device.post("/users/change-email", { newEmail: NEW_ADDRESS, password: "correct horse battery" });
  await visit.openLink("/confirm-email-change", NEW_ADDRESS);
}
