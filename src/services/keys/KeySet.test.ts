import { createPublicKey } from "node:crypto";
import { calculateJwkThumbprint } from "jose";
import { expect, test } from "vitest";
import { newKeyPair, toPublicJwk } from "./KeySet.js";

test("a key is named by its thumbprint, as another library computes it", async () => {
  const { kid, privateKey } = newKeyPair();
  const jwk = toPublicJwk(createPublicKey(privateKey));
  expect(jwk).toEqual({
    kty: "EC",
    crv: "P-256",
    x: expect.stringMatching(/^[\w-]{43}$/),
    y: expect.stringMatching(/^[\w-]{43}$/),
    kid,
    alg: "ES256",
    use: "sig",
  });
  expect(await calculateJwkThumbprint({ ...jwk })).toBe(kid);
});

test("no two keys are alike", () => {
  expect(newKeyPair().kid).not.toBe(newKeyPair().kid);
});
