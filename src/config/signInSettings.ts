import { oneOf } from "./parsers.js";
import { setting } from "./setting.js";
import { passkeyOrigins, passkeyRpId } from "./urls.js";

/** How users may sign in without a password. */
export const signInSettings = {
  EMAIL_CODE: setting(
    "Whether users may sign in with a code that is mailed to them: `on` or `off`. With `on` an account may be registered without a password. See docs/guides/email-code.md.",
    oneOf("on", "off"),
    { default: "off", example: "on" },
  ),
  PASSKEY_RP_ID: setting(
    "The domain that passkeys are made for: the host of PUBLIC_URL, or a domain above it that is yours. Changing it makes every passkey useless; `latchkey doctor` counts them.",
    passkeyRpId,
    { absent: "the host of PUBLIC_URL", example: "example.com" },
  ),
  PASSKEY_ORIGINS: setting(
    "Other origins whose pages may use the passkeys, comma-separated, and Android apps as `android:apk-key-hash:…`. Pages outside of PASSKEY_RP_ID also need `https://<PASSKEY_RP_ID>/.well-known/webauthn`, which the server answers with this list.",
    passkeyOrigins,
    { example: "https://app.example.com,https://example.net" },
  ),
} as const;
