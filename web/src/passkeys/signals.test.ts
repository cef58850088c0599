import { expect, test } from "vitest";
import { userHandle } from "./signals.js";

test("a password manager knows a user by the 16 bytes of the id, in base64url", () => {
  expect(userHandle("0195e3b6-7f00-7abc-8def-fbff00112233")).toBe("AZXjtn8AeryN7_v_ABEiMw");
});
