import { exportJWK, generateKeyPair, type JWK } from "jose";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { answers } from "../../../test/support/providers/deeds.js";
import { HostileProvider } from "../../../test/support/providers/HostileProvider.js";
import { aRequest, oidcSettings, providerOf, signIn } from "../../../test/support/providers/signIns.js";
import { MINUTE } from "../../utils/duration.js";

let hostile: HostileProvider;
let own: JWK;
beforeEach(async () => {
  hostile = await HostileProvider.start();
  const published = await fetch(`${hostile.base}/keys`);
  own = ((await published.json()) as { keys: [JWK] }).keys[0];
});
afterEach(() => hostile.close());

/** The provider signs with its key under this name, and publishes that and others. */
function publish(kid: string | undefined, ...others: JWK[]): void {
  const key = { ...own, kid };
  hostile.misdeeds = { header: { kid }, at: { "/keys": answers(200, { keys: [...others, key] }) } };
}

/** The key of somebody else that fits as well. */
async function anotherKey(): Promise<JWK> {
  return { ...(await exportJWK((await generateKeyPair("RS256")).publicKey)), use: "sig" };
}

const aProvider = () => providerOf(oidcSettings(hostile.base));
const keyRequests = () => hostile.seen.filter((line) => line.endsWith("/keys")).length - 1;

test("the keys of a provider are asked for where the metadata say", async () => {
  const elsewhere = { jwks_uri: `${hostile.base}/keys-of-november/keys` };
  hostile.misdeeds = { metadata: elsewhere, at: { "/keys-of-november/keys": answers(200, { keys: [own] }) } };

  await signIn(aProvider(), hostile);

  expect(hostile.seen).toContain("GET /keys-of-november/keys");
});

describe("the key of an ID token", () => {
  test("that the token does not name is the one that is published alone", async () => {
    publish(undefined);

    expect(await signIn(aProvider(), hostile)).toMatchObject({ subject: "ada" });
  });

  test("that the token does not name is not guessed among several", async () => {
    publish(undefined, await anotherKey());

    await expect(signIn(aProvider(), hostile)).rejects.toMatchObject({ code: "PROVIDER_UNAVAILABLE" });
  });

  test("is found where it is published between the start and the answer", async () => {
    const { provider } = aProvider();
    const request = aRequest();
    const answer = hostile.answerTo(await provider.authorizationUrl(request));
    publish("new");

    expect(await provider.identify(answer, request)).toMatchObject({ subject: "ada" });
    expect(keyRequests()).toBe(1);
  });

  test("that is newer than the known ones is found a minute later, and until then it is nobody's fault", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    try {
      const acme = aProvider();
      publish("old");
      await signIn(acme, hostile);
      publish("new");

      await expect(signIn(acme, hostile)).rejects.toMatchObject({
        code: "PROVIDER_UNAVAILABLE",
        retryAfterSeconds: 60,
      });
      vi.setSystemTime(Date.now() + MINUTE);
      acme.clock.advance(MINUTE);
      expect(await signIn(acme, hostile)).toMatchObject({ subject: "ada" });
      expect(keyRequests()).toBe(2);
    } finally {
      vi.useRealTimers();
    }
  });
});
