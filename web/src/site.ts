import { meta } from "./brand.js";
import type { PagesPlace } from "./routing/paths.js";

/** A provider with which users may sign in. */
export interface SiteProvider {
  readonly name: string;
  readonly label: string;
}

/** A field that the app has added to its users. */
export interface PageField {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly type: "text" | "number" | "checkbox";
  /** The values to choose from. */
  readonly options?: readonly string[];
  readonly required: boolean;
  /** What it holds without being filled in. */
  readonly value?: unknown;
}

/** Whether accounts have a name of one kind. */
export type NameRule = "required" | "optional" | "off";

interface Site extends PagesPlace {
  /** The path of the API. */
  readonly apiPath: string;
  readonly fields: readonly PageField[];
  readonly username: NameRule;
  readonly fullName: NameRule;
  /** Whether a mailed code signs in, and an account needs no password. */
  readonly emailCode: boolean;
  /** In the order of the settings. */
  readonly providers: readonly SiteProvider[];
  /** The path of the page that shows mail instead of sending it; absent or `null` where mail is sent. */
  readonly outbox?: string | null;
}

/** How these pages are served, which only the server knows. */
export const site: Site = { ...JSON.parse(meta("latchkey-pages")), origin: window.location.origin };

/** What people call a provider, also one that is no longer in the settings. */
export function providerLabel(name: string): string {
  return site.providers.find((provider) => provider.name === name)?.label ?? name;
}
