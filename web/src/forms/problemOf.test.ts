import { LatchkeyError } from "@latchkey/client";
import { describe, expect, test } from "vitest";
import { problemOf } from "./problemOf.js";

const NOW = 1_790_000_000_000;
const KNOWN = { known: ["login", "password"] };

function failure(code: LatchkeyError["code"], details: ConstructorParameters<typeof LatchkeyError>[2] = {}) {
  return new LatchkeyError(code, "As the server says.", details);
}

test("a field's errors are tied to it, all of them, under the form's name for it", () => {
  const error = failure("VALIDATION_FAILED", {
    errors: [
      { path: "username", message: "Too short." },
      { path: "password", message: "First." },
      { path: "password", message: "Second." },
    ],
  });
  expect(problemOf(error, { ...KNOWN, aliases: { username: "login" } }, NOW)).toEqual({
    message: null,
    fields: { login: "Too short.", password: "First. Second." },
    retryAt: null,
    temporary: false,
    code: "VALIDATION_FAILED",
  });
});

test("a form may have its own text for a code", () => {
  const texts = { INVALID_CREDENTIALS: "problem.credentialsEmail" } as const;
  const { message } = problemOf(failure("INVALID_CREDENTIALS"), { ...KNOWN, texts }, NOW);
  expect(message).toBe("Incorrect email or password.");
});

test("an error of a field that the form does not have is shown all the same", () => {
  const error = failure("USER_EXISTS", { errors: [{ path: "email", message: "This email address is taken." }] });
  expect(problemOf(error, KNOWN, NOW)).toMatchObject({ message: "This email address is taken.", fields: {} });
});

describe("a wrong password", () => {
  test("blames neither name nor password at a sign-in", () => {
    const problem = problemOf(failure("INVALID_CREDENTIALS"), KNOWN, NOW);
    expect(problem).toMatchObject({ message: "Incorrect username, email or password.", fields: {} });
  });

  test("blames the field where the owner is known", () => {
    const problem = problemOf(failure("INVALID_CREDENTIALS"), { ...KNOWN, password: "password" }, NOW);
    expect(problem).toMatchObject({ message: null, fields: { password: "Incorrect password." } });
  });
});

test("a limit says how long to wait, and until when", () => {
  const problem = problemOf(failure("RATE_LIMITED", { retryAfterSeconds: 900 }), KNOWN, NOW);
  expect(problem.message).toBe("Too many attempts. Try again in 15 minutes.");
  expect(problem.retryAt).toBe(NOW + 900_000);
  expect(problem.temporary).toBe(false);
});

test.each(["NETWORK", "TIMEOUT", "BAD_RESPONSE", "STORE_UNAVAILABLE", "OVERLOADED", "INTERNAL"] as const)(
  "%s passes: sending again may work",
  (code) => {
    const problem = problemOf(failure(code), KNOWN, NOW);
    expect(problem.temporary).toBe(true);
    expect(problem.message).toMatch(/^[A-Z].+\.$/);
  },
);

test("a bug of the page is not blamed on the server", () => {
  const problem = problemOf(new TypeError("x is undefined"), KNOWN, NOW);
  expect(problem).toMatchObject({ code: "PAGE", message: "Something went wrong on this page." });
});

describe("a code that is not accepted", () => {
  test("blames the field that it was typed into", () => {
    const problem = problemOf(failure("CODE_INVALID"), { known: ["code"], code: "code" }, NOW);
    expect([problem.message, Object.keys(problem.fields)]).toEqual([null, ["code"]]);
  });
});

describe("a passkey that the browser refuses", () => {
  const refusal = (name: string) =>
    problemOf(failure("PASSKEYS_UNAVAILABLE", { cause: new DOMException("", name) }), { known: [] }, NOW).message;

  test("for another domain is a matter of the address, which users cannot change", () => {
    expect(refusal("SecurityError")).toMatch(/^Passkeys do not work at this address/);
  });

  test("because the device makes sure of nobody says what to set up", () => {
    expect(refusal("ConstraintError")).toMatch(/Set up a PIN/);
  });

  test("that was not created is no passkey that was not used", () => {
    const texts = { PASSKEY_CANCELED: "problem.passkeyNotCreated" } as const;
    expect(problemOf(failure("PASSKEY_CANCELED"), { known: [], texts }, NOW).message).toMatch(
      /^No passkey was created/,
    );
    expect(problemOf(failure("PASSKEY_CANCELED"), KNOWN, NOW).message).toMatch(/^No passkey was used/);
  });
});
