import { pbkdf2Sync } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { importedUser } from "../../src/schemas/import.schema.js";
import { type FirebaseScrypt, readImportedHash } from "../../src/services/password/index.js";
import { createHasher } from "../support/services/hasher.js";

const guide = readFileSync("docs/guides/moving-in.md", "utf8");

const FIREBASE: FirebaseScrypt = {
  signerKey: Buffer.alloc(64, 1),
  saltSeparator: Buffer.from([7]),
  rounds: 8,
  memoryCost: 14,
};

const lines = [...guide.matchAll(/^```jsonl\n(?<lines>.+?)^```$/gms)].flatMap(({ groups }) =>
  (groups?.["lines"] ?? "").trim().split("\n"),
);

test("the guide has an example line for each system", () => {
  expect(lines.length).toBeGreaterThanOrEqual(6);
});

test.each(lines)("an example line of the guide is taken: %s", (line) => {
  const { passwordHash, passwordSalt = null } = importedUser.parse(JSON.parse(line));
  if (passwordHash === null) return;
  expect(readImportedHash({ hash: passwordHash, salt: passwordSalt }, FIREBASE)).toHaveProperty("stored");
});

test("of the 512 bytes of passport-local-mongoose the first 32 are enough, as the guide says", async () => {
  const salt = "9f".repeat(32);
  const hash = pbkdf2Sync("correct horse battery", salt, 25_000, 512, "sha256").subarray(0, 32);
  const base64 = (bytes: Buffer | string) => Buffer.from(bytes).toString("base64").replace(/=+$/, "");
  const stored = `$pbkdf2-sha256$i=25000$${base64(salt)}$${base64(hash)}`;
  expect(await createHasher().verify(stored, "correct horse battery")).toBe(true);
  expect(await createHasher().verify(stored, "wrong horse battery")).toBe(false);
});
