import { z } from "zod";
import { hidesSomething, showsSomething } from "../utils/displayText.js";
import { checkedText, isDomain } from "./parsers.js";

/*
 * The fields of a provider, in the settings, in OIDC_PROVIDERS and in the options of the library. A message continues a sentence that
 * begins with the name of the field, and quotes no value: any of them may be a secret in the wrong place.
 */

/** A client id or secret, as a provider shows it. */
export const credential = fieldThat(
  (text) => /^[!-~]{1,2000}$/.test(text),
  "must be 1 to 2000 letters, digits and signs without spaces",
);

/** Apple's ids of a team and of a key. */
export const appleId = fieldThat(
  (text) => /^[A-Z0-9]{10}$/.test(text),
  "must be 10 capital letters and digits, as Apple's developer pages show it",
);

/** A PEM text, or the path of a file; which one, and whether it is a key, is checked when the providers are put together. */
export const privateKey = fieldThat((text) => text.length <= 10_000, "must be a private key as PEM, or a file's path");

const TENANT = /^(?:common|organizations|consumers|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

export const tenant = fieldThat(
  (text) => TENANT.test(text),
  "must be common, organizations, consumers, or the id of a tenant, such as 8eaef023-2b34-4da1-9baa-8bc8c9d6a490",
).transform((text) => text.toLowerCase());

export const providerName = fieldThat(
  (text) => /^[a-z0-9-]{1,32}$/.test(text),
  "must be 1 to 32 lower-case letters, digits and hyphens",
);

export const label = fieldThat(
  (text) => [...text].length <= 40 && text.trim() === text && showsSomething(text) && !hidesSomething(text),
  "must be 1 to 40 characters without outer spaces, control and invisible characters",
);

/** Whether http is allowed depends on PUBLIC_URL, so that is checked with it. */
export const issuer = fieldThat((text) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isWeb = url !== null && /^https?:\/\/[^\s\\]+$/.test(text);
  return isWeb && url.username === "" && url.password === "" && !/[?#]|\/\.well-known\//.test(text);
}, "must be an https URL without query, fragment and credentials, and without /.well-known/, for example https://id.example.com");

/** RFC 6749 §3.3: the signs of a scope. */
const SCOPE = /^[!#-[\]-~]{1,200}$/;

export const scopes = z
  .array(
    fieldThat((text) => SCOPE.test(text), "must list scopes without spaces"),
    {
      error: 'must be a list of texts, for example ["openid", "email", "profile"]',
    },
  )
  .max(30, { error: "must list at most 30 scopes" });

export const domains = z.array(
  fieldThat(isDomain, "must list domains in lower case without scheme, port and path, for example example.com"),
  { error: 'must be a list of domains, for example ["example.com"]' },
);

export const yesOrNo = z.boolean({ error: "must be true or false" });

/** A field that is left out is said to be missing, and not to be of another type. */
function fieldThat(passes: (text: string) => boolean, message: string) {
  return checkedText((text) => (passes(text) ? null : message));
}
