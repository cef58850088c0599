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
