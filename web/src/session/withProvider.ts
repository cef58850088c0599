import { client } from "../client.js";
import type { TypedPassword } from "../forms/typedPassword.js";

/**
 * Leaves for a provider, for which somebody may come back signed in, or linked to it. Resolves when the browser shows this page again,
 * as it was: so the button stays busy until then.
 */
export async function leaveForProvider(
  name: string,
  purpose: "sign-in" | "link",
  returnTo: string | null,
  permission: TypedPassword = {},
): Promise<void> {
  const { signInWith, linkWith } = await import("@latchkey/client/providers");
  const start = returnTo === null ? {} : { returnTo };
  if (purpose === "link") await linkWith(client, name, { ...start, ...permission });
  else await signInWith(client, name, start);
  await new Promise((resolve) => window.addEventListener("pageshow", resolve, { once: true }));
}
