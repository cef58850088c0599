import {
  type Brand,
  MailContents,
  type MailKind,
  type MailTexts,
  mailKinds,
  type UnwrittenMail,
} from "../../../src/services/email/index.js";
import { linkTo } from "../../../src/services/email/linkEmails.js";
import { noticeData } from "../../../src/services/email/noticeEmails.js";
import { greetableName } from "../../../src/services/email/plainText.js";
import { AppFields, UserViews } from "../../../src/services/fields/index.js";
import type { OneTimePurpose } from "../../../src/stores/Store.js";
import { aUser, NOW } from "../records.js";

export const BRAND: Brand = { name: "Example", color: "#0a7f5a", logoUrl: null };

const PUBLIC_URL = "https://auth.example.com";
const USER_AGENT =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";
const LINKS: readonly MailKind[] = ["verify-email", "reset-password", "change-email"] satisfies OneTimePurpose[];

interface Variation {
  readonly brand?: Brand;
  readonly fullName?: string;
  readonly userAgent?: string | null;
  readonly ip?: string | null;
  readonly texts?: MailTexts;
}

interface WrittenMail {
  readonly kind: MailKind;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Every kind of mail in the language of a locale, about Ada on Chrome under Linux unless it is said otherwise. */
export async function everyMail(locale: string, variation: Variation = {}): Promise<WrittenMail[]> {
  const contents = new MailContents({ publicUrl: PUBLIC_URL, brand: variation.brand ?? BRAND, texts: variation.texts });
  return Promise.all(
    mailKinds.map(async (kind) => {
      const { subject, text, html = "" } = await contents.write(await unwritten(kind, locale, variation));
      return { kind, subject, text, html };
    }),
  );
}

async function unwritten(kind: MailKind, locale: string, variation: Variation): Promise<UnwrittenMail> {
  const { fullName = "Ada Lovelace", userAgent = USER_AGENT, ip = "198.51.100.4" } = variation;
  const to = "ada@example.com";
  if (!isLink(kind)) {
    const codesLeft = kind === "recovery-code-used" ? { codesLeft: 2 } : {};
    const provider = kind.startsWith("identity-") ? { provider: "Example ID" } : {};
    const notice = { kind, to, fullName, at: NOW, ip, userAgent, locale, ...codesLeft, ...provider };
    return { kind, to, data: await noticeData(notice, { publicUrl: PUBLIC_URL }) };
  }
  const user = new UserViews({ fields: new AppFields({}) }).of(aUser({ fullName, email: to }));
  const link = linkTo(kind, { publicUrl: PUBLIC_URL, token: "A".repeat(43) });
  const name = greetableName(fullName);
  return { kind, to, data: { user, name, link, minutes: 60, locale } };
}

function isLink(kind: MailKind): kind is OneTimePurpose {
  return LINKS.includes(kind);
}
