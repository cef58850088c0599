import { describe, expect, test } from "vitest";
import { DELIVERY_TIMEOUT, smtpOptions } from "./smtpOptions.js";

describe("TLS", () => {
  test.each([
    "smtp://mail.example.com",
    "smtp://mail.example.com:2525",
    "smtp://192.0.2.1",
    "smtp://localhost.example.com",
    "smtp://127.0.0.1.example.com",
    "smtp://[2001:db8::1]",
    "smtp://mail.example.com?requireTLS=false&ignoreTLS=true&tls.rejectUnauthorized=false&secure=false",
  ])("is required away from this machine: %s", (url) => {
    expect(smtpOptions(url)).toMatchObject({ secure: false, requireTLS: true, ignoreTLS: false });
  });

  test.each(["smtps://mail.example.com", "smtps://mail.example.com:2525", "smtp://mail.example.com:465"])(
    "is there from the beginning: %s",
    (url) => {
      expect(smtpOptions(url)).toMatchObject({ secure: true });
    },
  );

  test.each(["smtp://localhost:25", "smtp://LOCALHOST", "smtp://127.0.0.1:1025", "smtp://[::1]:1025"])(
    "is not asked of this machine: %s",
    (url) => {
      expect(smtpOptions(url)).toMatchObject({ secure: false, requireTLS: false, ignoreTLS: true });
    },
  );

  test.each(["smtps://mail.example.com", "smtp://mail.example.com?tls.rejectUnauthorized=false", "smtp://localhost"])(
    "is never older than 1.2, and the certificate is verified: %s",
    (url) => {
      expect(smtpOptions(url).tls).toEqual({ minVersion: "TLSv1.2", rejectUnauthorized: true });
    },
  );
});

test("the host, the port and the credentials come from the URL, and nothing else does", () => {
  const url =
    "smtps://post%40example.com:p%2Fw%3F@[2001:db8::1]:2465/path?logger=true&debug=true&proxy=http://evil.example";
  const options = smtpOptions(url);
  expect(options).toMatchObject({ host: "2001:db8::1", port: 2465, auth: { user: "post@example.com", pass: "p/w?" } });
  expect(options).not.toHaveProperty("logger");
  expect(options).not.toHaveProperty("debug");
  expect(options).not.toHaveProperty("proxy");
});

test("without credentials or a port there are none", () => {
  const options = smtpOptions("smtp://mail.example.com");
  expect(options).not.toHaveProperty("auth");
  expect(options).not.toHaveProperty("port");
});

test("content never comes from files or URLs", () => {
  expect(smtpOptions("smtp://mail.example.com")).toMatchObject({ disableFileAccess: true, disableUrlAccess: true });
});

test("no step may take longer than a delivery, and no delivery as long as a job's lease", () => {
  const { dnsTimeout, connectionTimeout, greetingTimeout, socketTimeout } = smtpOptions("smtp://mail.example.com");
  for (const step of [dnsTimeout, connectionTimeout, greetingTimeout, socketTimeout]) {
    expect(step).toBeLessThan(DELIVERY_TIMEOUT);
  }
  expect(DELIVERY_TIMEOUT).toBeLessThan(120_000);
});

test("a malformed URL is refused without being repeated", () => {
  try {
    smtpOptions("smtp://post:secret@mail example.com");
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    expect(Object.values({ ...(error as Error) })).toEqual([]);
    expect(String(error)).not.toContain("secret");
  }
});
