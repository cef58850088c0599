import { expect, test } from "vitest";
import { mailboxKey } from "./mailboxKey.js";

test.each([
  ["an address without a tag is its own mailbox", "ada@example.com", "ada@example.com"],
  ["a tag makes no other mailbox", "ada+1@example.com", "ada@example.com"],
  ["nor do several", "ada+a+b@example.com", "ada@example.com"],
  ["dots count", "a.da@example.com", "a.da@example.com"],
  ["except at Gmail", "a.d.a@gmail.com", "ada@gmail.com"],
  ["which has a second name", "a.da+news@googlemail.com", "ada@gmail.com"],
  ["and whose name may be a part of another domain", "a.da@gmail.com.example.com", "a.da@gmail.com.example.com"],
  ["a plus sign at the beginning is no tag", "+1@example.com", "+1@example.com"],
])("%s: %s", (_rule, email, mailbox) => {
  expect(mailboxKey(email)).toBe(mailbox);
});
