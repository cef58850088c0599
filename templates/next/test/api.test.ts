import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createTestUser, signInAs } from "latchkey/testing";
import { handle } from "../lib/handle";
import { latchkey, publicUrl } from "../lib/latchkey";
import { safeNext } from "../lib/paths";

// Read when the instance is created, which is at the first request.
process.env["DATABASE_URL"] = "memory:";

after(() => latchkey().close());

const profile = (headers = {}) => handle(new Request(`${publicUrl}/api/v1/users/profile`, { headers }));

test("the API knows who is signed in", async () => {
  assert.equal((await profile()).status, 401);

  const ada = await createTestUser(latchkey(), { fullName: "Ada Lovelace" });
  const { headers } = await signInAs(latchkey(), ada);
  const { data } = await (await profile(headers)).json();
  assert.equal(data.fullName, "Ada Lovelace");
});

test("after sign-in nobody is sent to another site", () => {
  assert.equal(safeNext("/account?tab=1"), "/account?tab=1");
  const elsewhere = [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/.//evil.example",
    "javascript:alert(1)",
  ];
  for (const next of [undefined, ...elsewhere]) {
    assert.equal(safeNext(next), "/account");
  }
});
