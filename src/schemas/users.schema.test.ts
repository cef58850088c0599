import { describe, expect, test } from "vitest";
import { fieldErrorsOf } from "../messages/api/issues.js";
import { activityQuerySchema, changeEmailSchema, createUsersSchemas, deleteAccountSchema } from "./users.schema.js";

const { settings } = createUsersSchemas(null, { username: "required", fullName: "required" });

const EVENT_ID = "018f0000-0000-7000-8000-00000000000a";

describe("the query of the activity list", () => {
  test("asks for a hundred events from the newest unless it says otherwise", () => {
    expect(activityQuerySchema.parse({})).toEqual({ limit: 100 });
    expect(activityQuerySchema.parse({ limit: "1", before: EVENT_ID })).toEqual({ limit: 1, before: EVENT_ID });
    expect(activityQuerySchema.parse({ limit: "200", before: EVENT_ID.toUpperCase(), other: "x" })).toEqual({
      limit: 200,
      before: EVENT_ID,
    });
  });

  test.each(["0", "-1", "201", "1000", "1.5", "1e2", "0x10", " 5", "NaN", "ten"])("limit=%s is refused", (limit) => {
    const { error } = activityQuerySchema.safeParse({ limit });
    expect(fieldErrorsOf(error?.issues ?? [], "").map(({ path, message }) => [path, message])).toEqual([
      ["limit", "Enter a whole number from 1 to 200."],
    ]);
  });

  test.each(["x", "1", "018f0000", `${EVENT_ID}0`, '{"$gt":""}'])("before=%s is refused", (before) => {
    expect(activityQuerySchema.safeParse({ before }).error?.issues.map(({ path }) => path)).toEqual([["before"]]);
  });
});

describe("the settings", () => {
  test("null removes the picture, an empty text leaves it", () => {
    expect(settings.parse({ avatarUrl: null })).toEqual({ avatarUrl: null });
    expect(settings.parse({ fullName: "Ada", avatarUrl: "" })).toEqual({ fullName: "Ada" });
  });

  test("a body of empty fields asks for nothing, which is refused", () => {
    const { error } = settings.safeParse({ fullName: "", username: null, avatarUrl: "" });
    expect(error?.issues.map(({ path }) => path)).toEqual([["fullName"]]);
  });
});

test("changing the address needs a plain one, and the service asks for the password of an account that has one", () => {
  expect(changeEmailSchema.parse({ newEmail: " New@Example.com", password: " p " })).toEqual({
    newEmail: "new@example.com",
    password: " p ",
  });
  expect(changeEmailSchema.safeParse({ newEmail: "new", password: 1 }).error?.issues).toHaveLength(2);
});

describe("the domain of an address to be stored", () => {
  const messageOf = (newEmail: string) =>
    fieldErrorsOf(changeEmailSchema.safeParse({ newEmail, password: "p" }).error?.issues ?? [], "").map(
      ({ message }) => message,
    );

  test.each([
    ["ada@bücher.example", "Write the domain in its ASCII form: xn--bcher-kva.example."],
    ["ada@例え.テスト", "Write the domain in its ASCII form: xn--r8jz45g.xn--zckzah."],
    ["ada@bü cher.example", "Write the domain in its ASCII form: xn--bcher-kva.example for bücher.example."],
    ["ada@bücher.example/x", "Write the domain in its ASCII form: xn--bcher-kva.example for bücher.example."],
  ])("is written in ASCII: %s", (address, message) => {
    expect(messageOf(address)).toEqual([message]);
  });

  test.each(["ada@127.0.0.1", "ada@10.1", "ada@example.123", "ada@1.0X7F"])("is no number: %s", (address) => {
    expect(messageOf(address)).toEqual(["The domain must not be a number. Enter a domain name."]);
  });

  test.each(["ada@xn--bcher-kva.example", "ada@123.example", "ada@example.0a"])("may be %s", (address) => {
    expect(messageOf(address)).toEqual([]);
  });
});

test("deleting the account takes the password, which the service asks for where the account has one", () => {
  expect(deleteAccountSchema.parse({ password: "p", confirm: true })).toEqual({ password: "p" });
  for (const password of [undefined, null, ""]) expect(deleteAccountSchema.parse({ password })).toEqual({});
  for (const password of [1, ["p"]]) expect(deleteAccountSchema.safeParse({ password }).success).toBe(false);
});
