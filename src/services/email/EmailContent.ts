import type { MailLanguage } from "../../messages/mails/index.js";

/** BRAND_NAME, BRAND_COLOR and BRAND_LOGO_URL. */
export interface Brand {
  readonly name: string;
  /** `#rrggbb` */
  readonly color: string;
  readonly logoUrl: string | null;
}

/** Whose mails these are. */
export interface MailSite {
  /** Where the pages are, without a trailing slash. */
  readonly publicUrl: string;
  readonly brand: Brand;
}

/** What an email says, without its form. Every text is plain and may come from outside: the renderer escapes it. */
export interface EmailContent {
  readonly language: Pick<MailLanguage, "tag" | "direction">;
  readonly subject: string;
  readonly heading: string;
  /** What a list of mails shows behind the subject. */
  readonly preview: string;
  readonly greeting: string;
  readonly opening: readonly string[];
  /** What happened: by which device, when and from where; `null` in an email about nothing that happened. */
  readonly facts: { readonly summary: string; readonly date: string } | null;
  /** To be typed: it is shown large. */
  readonly code: string | null;
  /** What to do, before the button. */
  readonly advice: readonly string[];
  /** At most one, so that nobody has to ask which to open. `copy` introduces the address as text. */
  readonly link: { readonly label: string; readonly url: string; readonly copy: string } | null;
  readonly closing: readonly string[];
  /** Why the reader gets it, and from whom. */
  readonly footer: string;
}

export function greetingFor(name: string | null, t: MailLanguage["t"]): string {
  return name === null ? t("greeting.nameless") : t("greeting", { name });
}

/** The names in the texts of a mail. The host is what a reader recognizes in the address of a link. */
export function namesOf({ publicUrl, brand }: MailSite): { brand: string; host: string } {
  return { brand: brand.name, host: new URL(publicUrl).host };
}
