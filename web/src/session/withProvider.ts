import { client } from "../client.js";

/**
 * Leaves for a provider, for which somebody may come back signed in, or linked to it. Resolves when the browser shows this page again,
 * as it was: so the button stays busy until then.
 */
export async function leaveForProvider(
  name: string,
  purpose: "sign-in" | "link",
  returnTo: string | null,
): Promise<void> {
  const { signInWith, linkWith } = await import("@latchkey/client/providers");
  const begin = purpose === "link" ? linkWith : signInWith;
  await begin(client, name, returnTo === null ? {} : { returnTo });
  await new Promise((resolve) => window.addEventListener("pageshow", resolve, { once: true }));
}
