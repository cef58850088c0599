import { beforeAll, describe, expect, test } from "vitest";
import { rejectUnknownEnv } from "../../src/config/names.js";
import { settingNames } from "../../src/config/settings.js";
import { type MailRequest, readMailJob, toEmailJob } from "../../src/services/email/mailJob.js";
import { NOW } from "../support/records.js";
import { askRelease } from "../support/upgrades/askRelease.js";
import { buildReleaseBefore, hasReleaseBefore } from "../support/upgrades/releaseBefore.js";

const hasRelease = hasReleaseBefore();
let before: string;

beforeAll(async () => {
  if (hasRelease) before = await buildReleaseBefore();
});

const NOTICE = {
  user: {
    _id: "0190a000-0000-7000-8000-000000000001",
    email: "ada@example.com",
    emailVerifiedAt: null,
    fullName: "Ada Lovelace",
    fields: null,
  },
  client: { ip: "192.0.2.1", userAgent: null },
};
const CHANGE = { userId: NOTICE.user._id, to: "new@example.com", passwordChangedAt: NOW };

/** A request of each kind that there is. */
const REQUESTS: { readonly [Kind in MailRequest["kind"]]: MailRequest } = {
  "verify-email": { kind: "verify-email", to: "ada@example.com" },
  "reset-password": { kind: "reset-password", to: "ada@example.com" },
  "change-email": { kind: "change-email", ...CHANGE },
  "new-sign-in": { kind: "new-sign-in", ...NOTICE },
  "token-reused": { kind: "token-reused", ...NOTICE },
  "password-changed": { kind: "password-changed", ...NOTICE },
  "password-reset": { kind: "password-reset", ...NOTICE },
  "username-changed": { kind: "username-changed", ...NOTICE },
  "passkey-added": { kind: "passkey-added", ...NOTICE },
  "passkey-removed": { kind: "passkey-removed", ...NOTICE },
  "identity-linked": { kind: "identity-linked", ...NOTICE, provider: "Example" },
  "identity-unlinked": { kind: "identity-unlinked", ...NOTICE, provider: "Example" },
  "email-change-requested": { kind: "email-change-requested", ...NOTICE },
  "email-changed": { kind: "email-changed", ...NOTICE },
  "totp-enabled": { kind: "totp-enabled", ...NOTICE },
  "totp-disabled": { kind: "totp-disabled", ...NOTICE },
  "recovery-codes-made": { kind: "recovery-codes-made", ...NOTICE },
  "recovery-code-used": { kind: "recovery-code-used", ...NOTICE, codesLeft: 9 },
  "second-factor-refused": { kind: "second-factor-refused", ...NOTICE },
  "second-factors-reset": { kind: "second-factors-reset", ...NOTICE },
  "account-deleted": { kind: "account-deleted", ...NOTICE },
};

/** Came after the release before, which puts such a job off until a server of this release takes it. */
const NEW_KINDS: ReadonlySet<string> = new Set<MailRequest["kind"]>([
  "username-changed",
  "passkey-added",
  "passkey-removed",
  "identity-linked",
  "identity-unlinked",
  "totp-enabled",
  "totp-disabled",
  "recovery-codes-made",
  "recovery-code-used",
  "second-factor-refused",
  "second-factors-reset",
]);

describe.skipIf(!hasRelease)(
  "a job in the queue means the same to this release and to the one before, whichever wrote it",
  () => {
    const MAIL_JOB = "services/email/mailJob.js";

    const requests = Object.values(REQUESTS);

    test.each(requests.filter(({ kind }) => NEW_KINDS.has(kind)))("$kind is put off by the one before", (request) => {
      const job = { ...toEmailJob(request, NOW), _id: "1", attempts: 1, dueAt: NOW, createdAt: NOW };
      const outcome = "(() => { try { return module.readMailJob(given); } catch { return null; } })()";
      expect(askRelease(before, MAIL_JOB, outcome, job)).toBeNull();
      expect(readMailJob(job)).toMatchObject({ kind: request.kind, to: "ada@example.com" });
    });

    test("a notice to somebody without a full name", () => {
      const request = { kind: "password-changed", ...NOTICE, user: { ...NOTICE.user, fullName: null } } as const;
      const job = { ...toEmailJob(request, NOW), _id: "1", attempts: 1, dueAt: NOW, createdAt: NOW };
      expect(askRelease(before, MAIL_JOB, "module.readMailJob(given)", job)).toEqual(readMailJob(job));
    });

    test.each(requests.filter(({ kind }) => !NEW_KINDS.has(kind)))("$kind", (request) => {
      const job = { ...toEmailJob(request, NOW), _id: "1", attempts: 1, dueAt: NOW, createdAt: NOW };
      expect(askRelease(before, MAIL_JOB, "module.readMailJob(given)", job)).toEqual(readMailJob(job));
      expect(askRelease(before, MAIL_JOB, `module.mailJobOf(given, ${NOW})`, request)).toEqual(
        toEmailJob(request, NOW),
      );
    });
  },
);

describe.skipIf(!hasRelease)(
  "the settings of one release do not keep the other from starting: none looks like a slip in the name of another",
  () => {
    test("a newer .env with the program before", () => {
      const check = `given.filter((name) => {
      try { (module.rejectUnknownEnv ?? module.checkVariable)(name, ""); return false; } catch { return true; }
    })`;
      const refusedOf = (names: readonly string[]) => askRelease(before, "config/names.js", check, names);
      expect(refusedOf(settingNames)).toEqual([]);
      expect(refusedOf(["ACCES_TOKEN_SECRET"])).toEqual(["ACCES_TOKEN_SECRET"]);
    });

    test("the .env of the program before with this one", () => {
      const known: string[] = askRelease(before, "config/settings.js", "module.settingNames");
      expect(known).toContain("DATABASE_URL");
      for (const name of known) rejectUnknownEnv(name, "");
    });
  },
);
