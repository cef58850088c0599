import fc from "fast-check";
import { expect, test } from "vitest";
import { aSession, aSpentToken } from "../../../test/support/records.js";
import { KEYRING } from "../../../test/support/services/sessionServices.js";
import type { SpentToken } from "../../stores/Store.js";
import { createKeyring, deriveNextToken, type RefreshToken, UnknownKeyError } from "../token/index.js";
import { deriveCurrentToken } from "./rotation.js";
import { randomToken } from "./sessions.js";

/** A session that was refreshed along `salts`, and every token that it ever had. */
function aChain(salts: readonly string[], keyring = KEYRING, keyIdAt = (_generation: number) => keyring.current.id) {
  const { _id } = aSession();
  const previous: SpentToken[] = [];
  let current = randomToken(keyring, _id, 0);
  const tokens: RefreshToken[] = [current];
  for (const salt of salts) {
    previous.push(aSpentToken(current.generation, { keyId: current.keyId, salt }));
    current = deriveNextToken(keyring, current, { keyId: keyIdAt(current.generation + 1), salt });
    tokens.push(current);
  }
  const session = aSession({ _id, generation: current.generation, keyId: current.keyId, previous });
  return { session, tokens, current };
}

test("from every token that is remembered the same current token is derived", () => {
  const salts = fc.array(fc.uint8Array({ minLength: 16, maxLength: 16 }), { maxLength: 4 });
  fc.assert(
    fc.property(salts, (bytes) => {
      const { session, tokens, current } = aChain(bytes.map((salt) => Buffer.from(salt).toString("base64url")));
      for (const token of tokens) expect(deriveCurrentToken(KEYRING, token, session)).toEqual(current);
    }),
  );
});

test("also when the secret was changed on the way, and changed back", () => {
  const keyring = createKeyring(["the secret of the spring 0123456789", "the secret of the winter 0123456789"]);
  const [spring = "", winter = ""] = keyring.byId.keys();
  const { session, tokens, current } = aChain(["one", "two", "three", "four"], keyring, (generation) =>
    generation % 2 === 0 ? spring : winter,
  );
  for (const token of tokens) expect(deriveCurrentToken(keyring, token, session)).toEqual(current);
});

test("along a chain with a hole nothing is derived: a wrong token is never issued", () => {
  const { session, tokens } = aChain(["one", "two", "three"]);
  const [oldest] = tokens;
  const broken = { ...session, previous: session.previous.filter(({ generation }) => generation !== 1) };
  if (oldest === undefined) throw new Error("The chain has no first token.");
  expect(() => deriveCurrentToken(KEYRING, oldest, broken)).toThrow("generation 3 cannot be derived from 0");
});

test("a secret that this server lacks is named as such", () => {
  const { session, tokens } = aChain(["one"]);
  const [oldest] = tokens;
  if (oldest === undefined) throw new Error("The chain has no first token.");
  const elsewhere = createKeyring(["a secret of another server 0123456789"]);
  expect(() => deriveCurrentToken(elsewhere, oldest, session)).toThrow(UnknownKeyError);
});
