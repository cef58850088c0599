import type { Config } from "../config/index.js";
import { createMigrator, createStore, databaseExists } from "../container.js";
import type { Store } from "../stores/Store.js";
import { FORGED_CLIENT, fromOwnPage, impossibleSignIn } from "./forgeries.js";
import type { Site, SiteAnswer } from "./Site.js";

/** What the server has noted about a sign-in that was refused. */
export interface OwnTraces {
  /** The address that limits and notes count by, as the server saw it. */
  readonly ip: string | null;
  /** Epoch milliseconds by the server's clock. */
  readonly at: number;
  /** When it was sent and answered, by this machine's clock. */
  readonly between: readonly [number, number];
  readonly addresses: SiteAnswer["addresses"];
}

const LATEST = 50;
const LOOKS = 10;

/**
 * Tries to sign in with an account that cannot be, claiming to be elsewhere, and reads what the server has noted of it.
 * `null` when the database is not there, lacks migrations (opening it would apply them), or holds no such note.
 */
export async function findOwnTraces(
  { site, url, run, now }: { site: Site; url: URL; run: string; now: () => number },
  { databaseUrl }: Config,
): Promise<OwnTraces | null> {
  if (!databaseExists(databaseUrl)) return null;
  const { missing } = await (await createMigrator(databaseUrl)).state();
  if (missing.length > 0) return null;
  const sentAt = now();
  const answer = await site.send({
    method: "POST",
    path: "/api/v1/auth/login",
    headers: { ...fromOwnPage(url), ...FORGED_CLIENT },
    body: impossibleSignIn(run),
  });
  const between = [sentAt, now()] as const;
  const store = createStore(databaseUrl);
  try {
    await store.open();
    const event = await noteOf(store, site);
    return event === null ? null : { ip: event.ip, at: event.at, between, addresses: answer.addresses };
  } finally {
    await store.close();
  }
}

/** The note is written after the answer: each look but the first is after another answer. */
async function noteOf(store: Store, site: Site) {
  for (let look = 0; look < LOOKS; look += 1) {
    if (look > 0) await site.send({ path: "/health/live" });
    const events = await store.audit.list({ before: null, limit: LATEST });
    const own = events.find(({ userAgent, name }) => userAgent === site.userAgent && name === "sign_in_failed");
    if (own !== undefined) return own;
  }
  return null;
}
