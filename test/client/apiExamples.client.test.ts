import { createElement, type ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  type ClientOptions,
  createLatchkeyClient,
  LatchkeyError,
  type StoredSession,
} from "../../packages/client/src/index.js";
import { LatchkeyProvider, useReauthentication, useSession, useUser } from "../../packages/client/src/react.js";
import { startWorld } from "../support/client/world.js";
import { readApiEntries, renderExample, runExample } from "../support/documents/apiExamples.js";
import { anAccount, PASSWORD } from "../support/http/accounts.js";
import { openSession } from "../support/http/openSession.js";
import { Authenticator } from "../support/http/secondFactors.js";

const ADA = { username: "ada", fullName: "Ada Lovelace", email: "ada@example.com" };

/** Ada is signed in, and has got the email whose link the example uses. */
async function clientContext(code: string): Promise<Readonly<Record<string, unknown>>> {
  const { server, api: baseUrl } = await startWorld();
  const isOfFactors = /Totp|RecoveryCodes/.test(code);
  const user = await anAccount(server, { ...ADA, ...(isOfFactors && { emailVerifiedAt: server.clock.now() }) });
  const tokens = await openSession(server, user, { browser: false, rememberMe: true });
  let stored: StoredSession | null = { ...tokens, accessExpiresAt: null, pendingKey: null };
  const storage = {
    get: () => stored,
    set: (session: StoredSession | null) => {
      stored = session;
    },
  };
  const create = (options: ClientOptions) => {
    const created = createLatchkeyClient({ mode: "tokens", ...options });
    onTestFinished(created.close);
    return created;
  };
  const client = create({ baseUrl, storage });
  await client.start();
  const linkToken = async (name: string, request: () => Promise<unknown>) => {
    if (!code.includes(name)) return null;
    await request();
    return (await server.mails()).findLast((mail) => mail.token)?.token ?? null;
  };
  /** The code that the example turns an authenticator app on with. It is on already for one that needs it. */
  const totpCode = async () => {
    if (!isOfFactors || code.includes("startTotp")) return null;
    const { secret } = await client.startTotp({ password: PASSWORD });
    const first = new Authenticator(server, secret).code();
    if (!code.includes("totpCode")) await client.confirmTotp({ code: first });
    return first;
  };
  return {
    totpCode: await totpCode(),
    createLatchkeyClient: create,
    ...{ LatchkeyError, client, baseUrl, password: PASSWORD, render: () => undefined },
    verificationToken: await linkToken("verificationToken", () => client.resendVerification(ADA.email)),
    resetToken: await linkToken("resetToken", () => client.forgotPassword(ADA.email)),
    emailChangeToken: await linkToken("emailChangeToken", () =>
      client.changeEmail({ newEmail: "lovelace@example.com", password: PASSWORD }),
    ),
  };
}

/** A component that shows a text. */
function saying(text: string) {
  return () => createElement("p", null, text);
}

const entries = [
  ...readApiEntries("packages/client/src/index.ts", null),
  ...readApiEntries("packages/client/src/types.ts", "LatchkeyClient"),
];
const reactEntries = readApiEntries("packages/client/src/react.tsx", null);

test("every entry of the client's API has an example", () => {
  const others = ["emailCode", "passkeys", "providers"].flatMap((file) =>
    readApiEntries(`packages/client/src/${file}.ts`, null),
  );
  const all = [...entries, ...reactEntries, ...others];
  expect(all.filter(({ example }) => example === null).map(({ name }) => name)).toEqual([]);
  expect(all.length).toBeGreaterThan(30);
});

describe("the example of", () => {
  test.each(entries)("$name runs, and states true values", async ({ example }) => {
    const code = example ?? "";
    await runExample(code, await clientContext(code), (actual, stated) => expect(actual).toEqual(stated));
    expect(example).not.toBeNull();
  });

  test.each(reactEntries)("$name renders", ({ example }) => {
    const client = createLatchkeyClient({ baseUrl: "https://auth.example.com/api/v1", mode: "tokens" });
    const elements: ReactElement[] = [];
    const context = {
      ...{ React: { createElement }, LatchkeyProvider, useSession, useUser, useReauthentication },
      createLatchkeyClient: () => client,
      App: saying("The app"),
      SignIn: saying("Sign in"),
      root: null,
      createRoot: () => ({ render: (element: ReactElement) => elements.push(element) }),
    };
    const component = () => (renderExample(example ?? "", context) ?? null) as ReactElement | null;
    const html = renderToStaticMarkup(createElement(LatchkeyProvider, { client }, createElement(component)));
    // Nobody is signed in while a server renders.
    expect(html).toBe("");
    for (const element of elements) expect(renderToStaticMarkup(element)).toBe("<p>The app</p>");
  });
});
