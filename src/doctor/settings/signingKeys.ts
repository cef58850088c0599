import { createMigrator, createStore, type DatabasePlace, databaseExists } from "../../stores/index.js";
import type { SigningKey } from "../../stores/Store.js";
import { DAY } from "../../utils/duration.js";
import { fine, found, settingsCheck, unchecked } from "../Check.js";

const OLD = 365 * DAY;
/** The server looks every minute. */
const LATE = 2 * DAY;

export const signingKeys = settingsCheck({
  id: "signing-keys",
  title: "The key that signs is not old",
  looksAt: "With ES256: the age of the key that signs, against KEY_ROTATION.",
  faults: {
    stuck: {
      severity: "medium",
      title: "The next key of ES256 should sign by now",
      clause: "OWASP ASVS 5.0 13.3.4",
      cure: "The log of the server has the cause; it makes keys while it runs.",
    },
    old: {
      severity: "low",
      title: "The key that signs is older than a year",
      clause: "OWASP ASVS 5.0 13.3.4",
      cure: "Set KEY_ROTATION, or make the next key (docs/guides/keys.md).",
    },
  },
  look: async ({ config }, { clock }) => {
    if (!config.accessTokenAlgorithms.includes("ES256")) return [fine("HS256: there are none")];
    const { keyRotation } = config;
    const isReady = databaseExists(config) && (await (await createMigrator(config)).state()).missing.length === 0;
    if (!isReady) return [unchecked("The database is not there, or not up to date.")];
    const now = clock.now();
    const current = (await keysIn(config)).filter(({ signsFrom }) => signsFrom <= now).at(-1);
    if (current === undefined) return [unchecked("There is none yet: the server makes the first at its start.")];
    const age = now - current.signsFrom;
    const seen = `it has signed for ${Math.floor(age / DAY)} days`;
    if (keyRotation !== null) return [age > keyRotation + LATE ? found("stuck", seen) : fine(seen)];
    return [age > OLD ? found("old", seen) : fine(seen)];
  },
});

async function keysIn(place: DatabasePlace): Promise<SigningKey[]> {
  const store = createStore(place);
  try {
    await store.open();
    return await store.signingKeys.list();
  } finally {
    await store.close();
  }
}
