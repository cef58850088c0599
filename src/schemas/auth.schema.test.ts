import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { fieldErrorsOf } from "../messages/api/issues.js";
import { PasswordPolicy } from "../services/password/index.js";
import { createAuthSchemas } from "./auth.schema.js";
import { activityQuerySchema, createUsersSchemas } from "./users.schema.js";

const REQUIRED = { username: "required", fullName: "required", emailCode: "off" } as const;
const schemas = createAuthSchemas(new PasswordPolicy({ minLength: 8 }), null, REQUIRED);
const { settings } = createUsersSchemas(null, REQUIRED);
const ADA = {
  username: "ada.l",
  fullName: "Ada Lovelace",
  email: "ada@example.com",
  password: "correct horse battery",
};

function faults(schema: (typeof schemas)[keyof typeof schemas], body: unknown): string[] {
  const issues = schema.safeParse(body).error?.issues ?? [];
  return fieldErrorsOf(issues, "").map(({ path, message }) => `${path}: ${message}`);
}

describe("a registration", () => {
  test("passes with its fields in canonical form, the password as it was typed, and nothing else", () => {
    const body = {
      ...ADA,
      username: " Ada.L ",
      email: "Ada@Example.com",
      password: "  Pa\u0308ss  words ",
      role: "admin",
    };
    expect(schemas.register.parse(body)).toEqual({ ...ADA, password: "  Pa\u0308ss  words " });
  });

  test("lists a bad name and a common password together", () => {
    expect(faults(schemas.register, { ...ADA, username: "a", password: "password1" })).toEqual([
      expect.stringMatching(/^username: /),
      expect.stringMatching(/^password: Too many people/),
    ]);
  });

  test("lists every broken rule of the password", () => {
    expect(faults(schemas.register, { ...ADA, username: "monkey", password: "monkey" })).toEqual([
      "password: Use at least 8 characters.",
      expect.stringMatching(/^password: Too many people/),
      expect.stringMatching(/^password: Must not contain little more than your name/),
    ]);
  });

  test.each([
    ["the username", "ada.l1234"],
    ["the email address", "ada@example.com"],
    ["the full name", "Lovelace Ada"],
  ])("refuses a password made of %s", (_what, password) => {
    expect(faults(schemas.register, { ...ADA, password })).toEqual([
      expect.stringMatching(/^password: Must not contain/),
    ]);
  });

  test("a field of another type hides no fault of the password, and none of the other fields", () => {
    expect(faults(schemas.register, { username: ["x"], fullName: 1, email: null, password: "x7!" })).toEqual([
      "username: Must be text.",
      "fullName: Must be text.",
      "email: Must be text.",
      "password: Use at least 8 characters.",
    ]);
    expect(faults(schemas.register, { ...ADA, password: 12345678 })).toEqual(["password: Must be text."]);
    expect(faults(schemas.register, {})).toHaveLength(4);
    expect(schemas.register.safeParse("text").success).toBe(false);
  });

  test("half a character is refused, not replaced", () => {
    expect(faults(schemas.register, { ...ADA, password: "12 34 56 78\ud83d" })).toEqual([
      "password: Contains half a character. Enter whole characters.",
    ]);
  });
});

describe("names that accounts need not have", () => {
  const policy = new PasswordPolicy({ minLength: 8 });
  const optional = createAuthSchemas(policy, null, { username: "optional", fullName: "optional", emailCode: "off" });
  const off = createAuthSchemas(policy, null, { username: "off", fullName: "off", emailCode: "off" });
  const { email, password } = ADA;

  test("may be absent, empty or null where they are optional, and are checked where they are there", () => {
    for (const none of [undefined, "", null]) {
      const body = { username: none, fullName: none, email, password };
      expect(optional.register.parse(body)).toEqual({ email, password });
    }
    expect(optional.register.parse({ ...ADA, username: "ADA.L" })).toEqual(ADA);
    expect(faults(optional.register, { username: "a", fullName: 1, email, password })).toHaveLength(2);
    expect(faults(optional.register, { ...ADA, password: "ada.l1234" })).toHaveLength(1);
  });

  test("are dropped unread where they are off, and no password is compared with them", () => {
    for (const body of [{ email, password }, ADA, { username: 7, fullName: {}, email, password }]) {
      expect(off.register.parse(body)).toStrictEqual({ email, password });
    }
    expect(faults(off.register, { ...ADA, username: "grace.h", password: "grace.h12" })).toEqual([]);
    expect(faults(off.login, { password })).toEqual(["email: Enter an email address."]);
  });

  test.each([
    [
      { username: "required", fullName: "required" },
      "fullName: Give at least one of fullName, avatarUrl and username.",
    ],
    [{ username: "off", fullName: "optional" }, "fullName: Give at least one of fullName, avatarUrl."],
    [{ username: "off", fullName: "off", emailCode: "off" }, "avatarUrl: Give at least one of avatarUrl."],
  ] as const)("an empty change says what there is to change: %j", (names, fault) => {
    const { settings: schema } = createUsersSchemas(null, names);
    const issues = schema.safeParse({ password }).error?.issues ?? [];
    expect(fieldErrorsOf(issues, "body").map(({ path, message }) => `${path}: ${message}`)).toEqual([fault]);
  });

  test("are removed by null where they are optional, and by nothing where they are required", () => {
    const nulls = { username: null, fullName: null, avatarUrl: null };
    const { settings: schema } = createUsersSchemas(null, { username: "optional", fullName: "optional" });
    expect(schema.parse(nulls)).toEqual(nulls);
    expect(schema.parse({ username: "", fullName: "", avatarUrl: null })).toEqual({ avatarUrl: null });
    expect(settings.parse(nulls)).toEqual({ avatarUrl: null });
  });
});

describe("empty and null", () => {
  const everyField = Object.entries({ ...schemas, settings, activity: activityQuerySchema }).flatMap(([name, schema]) =>
    Object.entries((schema as z.ZodObject).shape).map(([field, type]) => ({ name, field, type: type as z.ZodType })),
  );
  const [optionalFields, requiredFields] = [true, false].map((isOptional) =>
    everyField.filter(({ type }) => type.safeParse(undefined).success === isOptional),
  ) as [typeof everyField, typeof everyField];

  // So that a field that is added later cannot forget it. `avatarUrl: null` of the settings removes the picture.
  test.each(optionalFields)("are absent in $field of $name, which is optional", ({ name, field, type }) => {
    expect(type.parse("")).toEqual(type.parse(undefined));
    if (`${name}.${field}` !== "settings.avatarUrl") expect(type.parse(null)).toEqual(type.parse(undefined));
  });

  test.each(requiredFields)("are refused in $field of $name, which is required", ({ name, field, type }) => {
    expect(type.safeParse(null).success).toBe(false);
    // What a new password must be says the policy, for the whole body.
    const empty = ["register", "resetPassword", "changePassword"].includes(name) && /assword$/.test(field);
    if (!empty) expect(type.safeParse("").success).toBe(false);
  });

  test("a name that is empty leaves the other one to sign in with, and two of them none", () => {
    const password = "a";
    expect(schemas.login.parse({ username: "ada", email: "", password })).toEqual({ username: "ada", password });
    expect(schemas.login.parse({ username: null, email: "ada@example.com", password })).toEqual({
      email: "ada@example.com",
      password,
    });
    expect(faults(schemas.login, { username: "", email: null, password })).toEqual([
      "username: Enter a username or an email address.",
    ]);
    expect(faults(schemas.login, { username: "x", email: "", password })).toHaveLength(1);
  });
});

test.each(["changePassword", "resetPassword"] as const)("%s lists the faults of the new password", (name) => {
  const others = { currentPassword: "x", token: "t" };
  const [short, common] = ["x7!", "password1"].map((newPassword) => faults(schemas[name], { ...others, newPassword }));
  expect(short).toEqual(["newPassword: Use at least 8 characters."]);
  expect(common).toEqual([expect.stringMatching(/^newPassword: Too many people/)]);
  expect(faults(schemas[name], { ...others, newPassword: "a new horse battery" })).toEqual([]);
  expect(faults(schemas[name], { ...others, newPassword: "a".repeat(257) })).toEqual([
    "newPassword: Use at most 256 characters.",
  ]);
});

test("the password that is typed to sign in may be one that could not be set today", () => {
  const login = { username: "ada", password: "a" };
  expect(faults(schemas.login, login)).toEqual([]);
  expect(faults(schemas.login, { ...login, password: "" })).toEqual(["password: Enter a password."]);
});

test("whatever can be set as a password can be typed, however the keyboard composes it", () => {
  const decomposed = "a\u0308".repeat(256);
  expect(faults(schemas.register, { ...ADA, password: decomposed })).toEqual([]);
  expect(faults(schemas.login, { username: "ada", password: decomposed })).toEqual([]);
  expect(faults(schemas.login, { username: "ada", password: "q".repeat(257) })).toEqual([
    "password: Use at most 256 characters.",
  ]);
});

describe.each(["verifyEmail", "confirmEmailChange", "resetPassword"] as const)("the link token of %s", (name) => {
  const others = { newPassword: "a new horse battery" };

  test("is any bounded text, as it is: whether it is a link decides the service", () => {
    for (const token of ["x", " spaces ", "<script>", "../..", "é".repeat(200)]) {
      expect(schemas[name].parse({ ...others, token })).toMatchObject({ token });
    }
  });

  test("is a field error when it is missing, no text, empty or endless", () => {
    for (const token of [undefined, null, "", 1, ["x"], { $ne: null }, "x".repeat(201)]) {
      expect(faults(schemas[name], { ...others, token })).toHaveLength(1);
    }
  });
});

test.each(["forgotPassword", "resendVerification"] as const)("%s needs one plain address", (name) => {
  expect(schemas[name].parse({ email: " Ada@Example.com ", username: "ada" })).toEqual({ email: "ada@example.com" });
  for (const email of [undefined, null, "ada", "a@b.c,d@e.f", ["ada@example.com"], { $ne: "" }]) {
    expect(faults(schemas[name], { email })).toHaveLength(1);
  }
});

test("an account of before, whose domain is a number, is still found", () => {
  const email = "ada@127.0.0.1";
  expect(faults(schemas.login, { email, password: "p" })).toEqual([]);
  expect(faults(schemas.forgotPassword, { email })).toEqual([]);
  expect(faults(schemas.register, { ...ADA, email })).toEqual([
    "email: The domain must not be a number. Enter a domain name.",
  ]);
});

test("a name that shows nothing, or hides something, is refused", () => {
  expect(faults(schemas.register, { ...ADA, fullName: "\u2800" })).toEqual([
    "fullName: Enter a name with visible characters.",
  ]);
  expect(faults(schemas.register, { ...ADA, fullName: "Ada\u202e" })).toEqual([
    expect.stringMatching(/^fullName: Remove control characters, invisible characters/),
  ]);
  expect(faults(schemas.register, { ...ADA, fullName: "علی\u200cرضا" })).toEqual([]);
});
