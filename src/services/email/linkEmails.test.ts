import { expect, test } from "vitest";
import { BRAND } from "../../../test/support/mail/everyMail.js";
import type { OneTimePurpose } from "../../stores/Store.js";
import { linkEmail, linkTo } from "./linkEmails.js";
import { renderEmail } from "./renderEmail.js";

const TOKEN = "A".repeat(43);
const PAGES: [OneTimePurpose, string][] = [
  ["verify-email", "verify-email"],
  ["reset-password", "reset-password"],
  ["change-email", "confirm-email-change"],
];

test.each(PAGES)("%s links to the page %s of the public URL, the token behind the #", (purpose, page) => {
  const publicUrl = "https://auth.example.com/id";
  const link = linkTo(purpose, { publicUrl, token: TOKEN });
  const letter = linkEmail(purpose, { link, name: "Ada", minutes: 60, locale: "en" }, { publicUrl, brand: BRAND });
  const url = `https://auth.example.com/id/${page}#token=${TOKEN}`;
  expect(letter.link?.url).toBe(url);

  const { text, html } = renderEmail(letter, BRAND);
  expect(text.match(/https?:\S+/g)).toEqual([url]);
  expect(html.match(/href="[^"]*"/g)).toEqual([`href="${url}"`]);
  expect(text).toContain("Hello Ada,");
  expect(text).toContain("60 minutes");
  expect(letter.subject).toMatch(/ at Example$/);
  expect(letter.subject).not.toContain("Ada");
});

test("a name that could be an advertisement is left out of the greeting", () => {
  const facts = { link: "https://auth.example.com/verify-email", name: null, minutes: 60, locale: "en" };
  const site = { publicUrl: "https://auth.example.com", brand: BRAND };
  expect(linkEmail("verify-email", facts, site).greeting).toBe("Hello,");
});
