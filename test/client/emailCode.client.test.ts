import { expect, onTestFinished, test } from "vitest";
import { finishEmailCode, requestEmailCode } from "../../packages/client/src/emailCode.js";
import { type Scripted, scriptedApi } from "../support/client/scriptedApi.js";
import { createSharedStorage } from "../support/client/sharedStorage.js";

const ADA = { _id: "ada", username: "ada" };
const CHALLENGE = { flow: "sealed", methods: ["totp"], expiresAt: 1 };
const TOKENS = { accessToken: "access-2", refreshToken: "refresh-2" };

function aServer(finished: Scripted = { data: { user: ADA, ...TOKENS } }) {
  const server = scriptedApi((line) => (line.endsWith("/finish") ? finished : { data: { flow: "flow-1" } }));
  const storage = createSharedStorage(null);
  const client = server.aClient({ storage });
  onTestFinished(client.close);
  return { server, storage, client };
}

test("a code is requested, and with the flow of the request it signs in", async () => {
  const { server, client, storage } = aServer();

  const { flow } = await requestEmailCode(client, "ada@example.com");
  const user = await finishEmailCode(client, { flow, code: "40718265", rememberMe: false });

  expect(user).toEqual(ADA);
  expect(server.seen).toEqual([
    { line: "POST /auth/email-code", body: { email: "ada@example.com" } },
    { line: "POST /auth/email-code/finish", body: { flow: "flow-1", code: "40718265", rememberMe: false } },
  ]);
  expect(storage.now()).toMatchObject(TOKENS);
  expect(client.state).toEqual({ status: "signed-in", user: ADA });
});

test("a missing second factor is a challenge, and nobody is signed in", async () => {
  const { client, storage } = aServer({ status: 401, code: "SECOND_FACTOR_REQUIRED", challenge: CHALLENGE });

  const { challenge } = await finishEmailCode(client, { code: "40718265" });

  expect(challenge).toEqual({ ...CHALLENGE, code: "SECOND_FACTOR_REQUIRED" });
  expect(storage.now()).toBeNull();
});

test("a wrong code rejects, and signs nobody in", async () => {
  const { client, storage } = aServer({ status: 401, code: "CODE_INVALID" });

  await expect(finishEmailCode(client, { code: "00000000" })).rejects.toMatchObject({ code: "CODE_INVALID" });
  expect(storage.now()).toBeNull();
});
