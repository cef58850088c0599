import { expect } from "vitest";
import { createKeyring, decodeRefreshToken, hashSecret } from "../../../../src/services/token/index.js";
import type { Session } from "../../../../src/stores/Store.js";
import { integrityOf } from "../../faults/integrityOf.js";
import { TestClient } from "../../http/TestClient.js";
import { checkRecords } from "../../property/checkRecords.js";
import { randomNumbers } from "../../randomNumbers.js";
import { startWorld } from "../world.js";
import { LossyNetwork } from "./LossyNetwork.js";
import { Overheard } from "./Overheard.js";

export type LossyWorld = Awaited<ReturnType<typeof startLossyWorld>>;

/** A real server with a SQLite file behind a network that loses, and an observer beside it. */
export async function startLossyWorld(seed: number) {
  const world = await startWorld();
  const { server, proxy, clock } = world;
  const keyring = createKeyring(server.config.refreshTokenSecrets);
  const random = randomNumbers(seed);
  const overheard = new Overheard(proxy, keyring);
  const network = new LossyNetwork(proxy, clock, random);

  function claims(refreshToken: string) {
    const token = decodeRefreshToken(keyring, refreshToken);
    if (token === null) throw new Error("It is no token of this server.");
    return { ...token, hash: hashSecret(token.secret) };
  }

  async function record(refreshToken: string): Promise<Session> {
    const session = await server.store.sessions.get(claims(refreshToken).sessionId);
    if (session === null) throw new Error("The session is gone.");
    return session;
  }

  return {
    ...world,
    random,
    network,
    overheard,
    claims,
    record,
    one: <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T,
    /** What runs after an answer has ended, and the record has changed by a rule since. Answers the record. */
    checkedRecord: async (refreshToken: string, before: Session): Promise<Session> => {
      await server.container.background.drain();
      const after = await record(refreshToken);
      checkRecords([before], [after], { session: 0, spends: true });
      expect(claims(refreshToken).generation, "no acknowledged refresh is lost").toBeLessThanOrEqual(after.generation);
      return after;
    },
    integrity: () => integrityOf(server.databaseFile),
  };
}

/** A stranger who found a token: a browser, but without the key with which the token was spent. */
export async function presentAsStranger({ server }: LossyWorld, refreshToken: string): Promise<string> {
  const stranger = new TestClient(server.api, { browser: true, cookies: { refreshToken } });
  const { status, body } = await stranger.post("/auth/refresh-token");
  return [status, body.code, body.reason].join(" ");
}
