import type { Config } from "../config/index.js";
import { signInCounterOf } from "../container.js";
import { createMigrator, createStore, databaseExists } from "../stores/index.js";
import { FORGED_ADDRESS, FORGED_CLIENT, fromOwnPage, impossibleSignIn } from "./forgeries.js";
import type { Site } from "./Site.js";

/**
 * Whether the server counts a sign-in, with an account that cannot be, under an address that was only claimed: its database
 * tells. `null` when that cannot be known: without the database, without limits, or while migrations are missing, which
 * opening it would apply.
 */
export async function countsForgedAddress(
  { site, url, run, now }: { site: Site; url: URL; run: string; now: () => number },
  config: Config,
): Promise<boolean | null> {
  if (config.rateLimit === "off" || !databaseExists(config)) return null;
  const { missing } = await (await createMigrator(config)).state();
  if (missing.length > 0) return null;
  const store = createStore(config);
  try {
    await store.open();
    const count = async () =>
      (await store.rateLimits.get({ key: signInCounterOf(FORGED_ADDRESS, config), now: now() }))?.points ?? 0;
    const before = await count();
    await site.send({
      method: "POST",
      path: "/api/v1/auth/login",
      headers: { ...fromOwnPage(url), ...FORGED_CLIENT },
      body: impossibleSignIn(run),
    });
    return (await count()) > before;
  } finally {
    await store.close();
  }
}
