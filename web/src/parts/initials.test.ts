import { expect, test } from "vitest";
import { initials } from "./initials.js";

test.each([
  [{ fullName: "Ada Lovelace" }, "AL"],
  [{ fullName: " Ada Byron  King Lovelace " }, "AL"],
  [{ fullName: "Plato" }, "P"],
  [{ fullName: "élodie o\u0308zil" }, "ÉO\u0308"],
  [{ fullName: "佐藤 さくら" }, "佐さ"],
  [{ fullName: "👩‍🚀 Ride" }, "👩‍🚀R"],
  [{ fullName: null, username: "ada", email: "ada@example.com" }, "A"],
  [{ fullName: "", username: null, email: "grace@example.com" }, "G"],
  [{}, ""],
])("the initials of %j are %s", (user, letters) => {
  expect(initials(user)).toBe(letters);
});
