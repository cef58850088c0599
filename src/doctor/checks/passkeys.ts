import { existsSync } from "node:fs";
import type { Config } from "../../config/index.js";
import type { Passkey } from "../../stores/Store.js";
import { IN_MEMORY } from "../../utils/inMemory.js";
import { fail, pass, settingsCheck } from "../Check.js";
import { withCurrentStore } from "./database.js";

/** A change of the domain shows in the oldest ones. */
const SAMPLE = 1000;

export const passkeys = settingsCheck({
  id: "passkeys",
  title: "The stored passkeys were made for the domain of the settings",
  issues: {
    domain: {
      severity: "high",
      title: "Passkeys were made for another domain, so nobody can sign in with them",
      reference: "WebAuthn Level 3 §5.1.2",
      fix: "Set PASSKEY_RP_ID to the domain that the evidence names; it must be the host of PUBLIC_URL or above it. Otherwise their owners have to add new passkeys.",
    },
  },
  inspect: async ({ config }, { clock }) => {
    const stored = await readOldest(config, clock.now());
    // The check of the database says why it cannot be read.
    if (stored === null) return [];
    const others = stored.filter(({ rpId }) => rpId !== config.passkeyRpId);
    if (others.length === 0) return [pass(`${stored.length} for ${config.passkeyRpId}`)];
    const domains = [...new Set(others.map(({ rpId }) => rpId))];
    return domains.map((domain) => {
      const count = others.filter(({ rpId }) => rpId === domain).length;
      return fail("domain", `${count} of ${stored.length} for ${domain}, PASSKEY_RP_ID is ${config.passkeyRpId}`);
    });
  },
});

/** No server has the file open. The first that opens it changes it, which the doctor must not. */
function isIdleFile({ databaseUrl }: Config): boolean {
  return databaseUrl.startsWith("sqlite:") && !existsSync(`${databaseUrl.slice("sqlite:".length)}-wal`);
}

async function readOldest(place: Config, before: number): Promise<Passkey[] | null> {
  if (place.databaseUrl === IN_MEMORY || isIdleFile(place)) return null;
  try {
    return await withCurrentStore(place, ({ passkeys }) => passkeys.listCreated({ from: 0, before, limit: SAMPLE }));
  } catch {
    return null;
  }
}
