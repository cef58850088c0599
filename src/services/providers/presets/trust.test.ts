import { describe, expect, test } from "vitest";
import { identityOf } from "../GithubProvider.js";
import { appleProfile } from "./apple.js";
import { genericProfile } from "./generic.js";
import { googleProfile } from "./google.js";
import { assertTenant, microsoftProfile } from "./microsoft.js";

const NONE = undefined;

describe("Google is trusted about an address", () => {
  test.each([
    ["ada@gmail.com", true, NONE, true],
    ["ada@googlemail.com", true, NONE, true],
    ["ada@GMAIL.com", true, NONE, true],
    ["ada@example.com", true, "example.com", true],
    ["ada@example.com", true, NONE, false],
    ["ada@example.com", true, "", false],
    ["ada@example.com", true, 1, false],
    ["ada@notgmail.com", true, NONE, false],
    ["ada@gmail.com.example", true, NONE, false],
    ["ada@gmail.com", false, NONE, false],
    ["ada@gmail.com", "true", NONE, false],
    ["ada@gmail.com", NONE, NONE, false],
    ["ada@example.com", false, "example.com", false],
  ])("%s, email_verified %j, hd %j: %s", (email, email_verified, hd, isTrusted) => {
    const { emailVerified, isAuthoritative } = googleProfile({ email, email_verified, hd });
    expect({ emailVerified, isAuthoritative }).toEqual({ emailVerified: isTrusted, isAuthoritative: isTrusted });
  });

  test("without one there is nothing to trust", () => {
    const claims = { email_verified: true, hd: "example.com" };
    expect(googleProfile(claims)).toMatchObject({ email: null, emailVerified: false, isAuthoritative: false });
  });
});

describe("GitHub", () => {
  const user = { id: 583231, login: "octocat", name: "The Octocat" };
  const other = { email: "other@example.com", primary: false, verified: true };

  test.each([
    [
      "primary and verified",
      [other, { email: "ada@example.com", primary: true, verified: true }],
      "ada@example.com",
      true,
    ],
    [
      "primary and unverified",
      [{ email: "ada@example.com", primary: true, verified: false }],
      "ada@example.com",
      false,
    ],
    ["verified as text", [{ email: "ada@example.com", primary: true, verified: "true" }], "ada@example.com", false],
    ["none that is primary", [other], null, false],
    ["none", [], null, false],
    ["no list", { message: "no" }, null, false],
  ])("%s", (_name, emails, email, emailVerified) => {
    expect(identityOf(user, emails)).toEqual({
      issuer: "https://github.com",
      subject: "583231",
      email,
      emailVerified,
      isAuthoritative: false,
      fullName: "The Octocat",
      username: "octocat",
      hasSecondFactor: false,
    });
  });

  test.each([NONE, null, "583231", 1.5, 0, -1, 2 ** 53])("a user with the id %j is nobody", (id) => {
    expect(() => identityOf({ ...user, id }, [])).toThrow("no numeric id");
  });
});

describe("Apple is trusted about an address", () => {
  test.each([
    [true, true],
    ["true", true],
    [false, false],
    ["false", false],
    ["TRUE", false],
    [1, false],
    [NONE, false],
  ])("email_verified %j: %s", (email_verified, isTrusted) => {
    const profile = appleProfile({ email: "ada@example.com", email_verified }, {});
    expect(profile).toMatchObject({ email: "ada@example.com", emailVerified: isTrusted, isAuthoritative: false });
  });
});

describe("the name that Apple's first answer carries", () => {
  const nameIn = (user: string) => appleProfile({}, { user }).fullName;

  test("is read, and the address beside it is not", () => {
    const user = JSON.stringify({ name: { firstName: "Ada", lastName: "Lovelace" }, email: "eve@example.com" });
    const profile = appleProfile({ email: "ada@example.com", email_verified: true }, { user });
    expect(profile).toMatchObject({ fullName: "Ada Lovelace", email: "ada@example.com" });
    expect(nameIn(JSON.stringify({ name: { lastName: "Lovelace" } }))).toBe("Lovelace");
  });

  test.each([
    "",
    "{",
    "null",
    "[]",
    '"Ada"',
    "{}",
    '{"name":null}',
    '{"name":"Ada"}',
    '{"name":{"firstName":1}}',
    '{"name":{"firstName":" "}}',
    '{"name":{"firstName":"A\\u202eda"}}',
    '{"name":{"firstName":"A\\u0000da"}}',
    JSON.stringify({ name: { firstName: "A".repeat(101) } }),
    JSON.stringify({ name: { firstName: "Ada" }, padding: " ".repeat(2048) }),
  ])("is none in %j", (user) => {
    expect(nameIn(user)).toBeNull();
  });
});

describe("Microsoft is trusted about an address", () => {
  test.each([
    [true, true],
    ["true", true],
    [1, true],
    ["1", true],
    [false, false],
    ["false", false],
    [0, false],
    ["0", false],
    [NONE, false],
  ])("xms_edov %j: %s", (xms_edov, isTrusted) => {
    const profile = microsoftProfile({ email: "ada@example.com", email_verified: true, xms_edov });
    expect(profile).toMatchObject({ emailVerified: isTrusted, isAuthoritative: false });
  });
});

describe("a tenant of Microsoft", () => {
  const personal = "9188040d-6c67-4c5b-b112-36a304b66dad";
  const company = "8eaef023-2b34-4da1-9baa-8bc8c9d6a490";
  const other = "11112222-bbbb-3333-cccc-4444dddd5555";
  const of = (tid: string) => ({ tid, iss: `https://login.microsoftonline.com/${tid}/v2.0` });

  test.each([
    ["common", personal, true],
    ["common", company, true],
    ["organizations", company, true],
    ["organizations", personal, false],
    ["consumers", personal, true],
    ["consumers", company, false],
    [company, company, true],
    [company, other, false],
    [company, personal, false],
  ])("%s lets %s in: %s", (setting, tid, isAllowed) => {
    const check = () => assertTenant(of(tid), setting);
    if (isAllowed) expect(check).not.toThrow();
    else expect(check).toThrow("tid is not a tenant");
  });

  test.each([
    { ...of(company), iss: of(other).iss },
    { ...of(company), iss: `${of(company).iss}/` },
    { ...of(company), iss: "https://login.microsoftonline.com/{tenantid}/v2.0" },
    { iss: "https://login.microsoftonline.com/undefined/v2.0" },
    { tid: "common", iss: "https://login.microsoftonline.com/common/v2.0" },
    { tid: 1, iss: "https://login.microsoftonline.com/1/v2.0" },
  ])("%j is none", (claims) => {
    expect(() => assertTenant(claims, "common")).toThrow();
  });
});

describe("another provider is trusted about an address", () => {
  const trust = { trustsEmail: true, authoritativeFor: ["example.com"], trustsSecondFactor: true };

  test.each([
    [true, true, "ada@example.com", { emailVerified: true, isAuthoritative: true }],
    [true, true, "ada@EXAMPLE.com", { emailVerified: true, isAuthoritative: true }],
    [true, true, "ada@sub.example.com", { emailVerified: true, isAuthoritative: false }],
    [true, true, "ada@example.net", { emailVerified: true, isAuthoritative: false }],
    [true, false, "ada@example.com", { emailVerified: false, isAuthoritative: false }],
    [true, "true", "ada@example.com", { emailVerified: false, isAuthoritative: false }],
    [true, NONE, "ada@example.com", { emailVerified: false, isAuthoritative: false }],
    [false, true, "ada@example.com", { emailVerified: false, isAuthoritative: false }],
  ])("trustsEmail %s, email_verified %j, %s: %j", (trustsEmail, email_verified, email, expected) => {
    expect(genericProfile({ email, email_verified }, { ...trust, trustsEmail })).toMatchObject({ email, ...expected });
  });

  test.each([
    ["ada"],
    ["ada@"],
    ["@example.com"],
    ["ada@b@example.com"],
    ["ada@example.com, eve@example.com"],
    ["Ada <ada@example.com>"],
    ["ada@example.com\n"],
    ["a\u200bda@example.com"],
    [`${"a".repeat(250)}@example.com`],
    [["ada@example.com"]],
    [{ $ne: null }],
    [NONE],
  ])("%j is no address, and nothing is verified", (email) => {
    const profile = genericProfile({ email, email_verified: true }, trust);
    expect(profile).toMatchObject({ email: null, emailVerified: false, isAuthoritative: false });
  });

  test.each([
    [true, ["mfa"], true],
    [true, ["pwd", "otp"], true],
    [true, ["hwk"], true],
    [true, ["swk"], true],
    [true, ["pop"], true],
    [true, ["pwd"], false],
    [true, ["pin", "user", "sms", "face"], false],
    [true, [["mfa"]], false],
    [true, "mfa", false],
    [true, NONE, false],
    [false, ["mfa"], false],
  ])("trustsSecondFactor %s, amr %j: a second factor %s", (trustsSecondFactor, amr, hasSecondFactor) => {
    expect(genericProfile({ amr }, { ...trust, trustsSecondFactor })).toMatchObject({ hasSecondFactor });
  });

  test.each([
    ["ada", "ada"],
    ["ada@example.com", null],
    ["ada lovelace", null],
    ["", null],
    [1, null],
  ])("preferred_username %j suggests the username %j", (preferred_username, username) => {
    expect(genericProfile({ preferred_username }, trust).username).toBe(username);
  });
});
