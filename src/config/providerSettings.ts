import { z } from "zod";
import { oneOf } from "./parsers.js";
import { appleId, credential, privateKey, tenant } from "./providerFields.js";
import type { OidcOptions } from "./providerOptions.js";
import { setting } from "./setting.js";

const PAIR = "Both, or none.";

/** OIDC_PROVIDERS. What is in the entries is checked when the providers are put together. */
const oidcProviders = z.preprocess(
  (value: string | readonly OidcOptions[]) => value,
  z.union([z.string(), z.array(z.unknown()).readonly()], {
    error: "must be a JSON array, or the path of a file that holds one",
  }),
);

/** The settings of the providers with which users sign in, in a group of their own. */
export const providerSettings = {
  GOOGLE_CLIENT_ID: setting(
    `Sign-in with Google: the client id of the OAuth client. ${PAIR} The redirect URI to register is PUBLIC_URL with \`/api/v1/auth/providers/google/callback\`.`,
    credential,
    { example: "123456789012-abc.apps.googleusercontent.com" },
  ),
  GOOGLE_CLIENT_SECRET: setting("The secret of that client.", credential, { secret: true }),
  GITHUB_CLIENT_ID: setting(
    `Sign-in with GitHub: the client id of the OAuth app. ${PAIR} The callback URL to register is PUBLIC_URL with \`/api/v1/auth/providers/github/callback\`.`,
    credential,
    { example: "Ov23liabcdefghijklmn" },
  ),
  GITHUB_CLIENT_SECRET: setting("The secret of that app.", credential, { secret: true }),
  MICROSOFT_CLIENT_ID: setting(
    `Sign-in with Microsoft: the application (client) id. ${PAIR} The redirect URI to register is PUBLIC_URL with \`/api/v1/auth/providers/microsoft/callback\`. Email addresses count as verified only with the optional claim \`xms_edov\`.`,
    credential,
    { example: "11112222-bbbb-3333-cccc-4444dddd5555" },
  ),
  MICROSOFT_CLIENT_SECRET: setting("The value of a client secret of that application.", credential, { secret: true }),
  MICROSOFT_TENANT: setting(
    "Whose accounts: `common` (all), `organizations` (work and school), `consumers` (personal), or the id of one tenant.",
    tenant,
    { absent: "`common`", example: "organizations" },
  ),
  APPLE_CLIENT_ID: setting(
    "Sign-in with Apple: the identifier of the Services ID. All four settings of Apple, or none. The return URL to register is PUBLIC_URL with `/api/v1/auth/providers/apple/callback`.",
    credential,
    { example: "com.example.signin" },
  ),
  APPLE_TEAM_ID: setting("The id of the team at Apple.", appleId, { example: "ABCDE12345" }),
  APPLE_KEY_ID: setting("The id of the key at Apple.", appleId, { example: "FGHIJ67890" }),
  APPLE_PRIVATE_KEY: setting(
    "That key: the text of the `.p8` file, where `\\n` may stand for its line breaks, or the file's path. Client secrets are made with it.",
    privateKey,
    { secret: true },
  ),
  OIDC_PROVIDERS: setting(
    "Other providers that speak OpenID Connect: a JSON array, or the path of a file that holds one. An entry has `name` (`[a-z0-9-]`), `issuer`, `clientId` and `clientSecret`, and may have `label` (the name for people), `scopes`, `trustsEmail` (its word that an email address is verified counts), `authoritativeFor` (the domains whose mailboxes it runs) and `trustsSecondFactor` (its `amr` counts as a second factor).",
    oidcProviders,
    { example: "./providers.json", secret: true },
  ),
  LINK_VERIFIED_EMAIL: setting(
    "Whether a sign-in with a provider is linked to the account with the same email address by itself: `off`, or `on`, which takes that both have verified it and that the provider runs the mailboxes of its domain.",
    oneOf("off", "on"),
    { default: "off", example: "on" },
  ),
} as const;
