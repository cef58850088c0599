import { describe, expect, test } from "vitest";
import { LANGUAGES, PSEUDO_LANGUAGE, type Text } from "../../src/language/index.js";
import { de } from "../../src/messages/mails/de.js";
import { en } from "../../src/messages/mails/en.js";
import { es } from "../../src/messages/mails/es.js";
import { fr } from "../../src/messages/mails/fr.js";
import { BRAND, everyMail } from "../support/mail/everyMail.js";
import { NOW } from "../support/records.js";

const CATALOGUES = { de, fr, es };
const LINKS: Readonly<Record<string, string>> = {
  "verify-email": "https://auth.example.com/verify-email#token=",
  "reset-password": "https://auth.example.com/reset-password#token=",
  "change-email": "https://auth.example.com/confirm-email-change#token=",
};
const WITHOUT_LINK = ["email-changed", "account-deleted"];

function formsOf(text: Text): string[] {
  return typeof text === "string" ? [text] : Object.values(text);
}

function namesIn(text: Text): string[] {
  return [...new Set(formsOf(text).flatMap((form) => form.match(/\{\w+\}/g) ?? []))].toSorted();
}

describe.each([...LANGUAGES, PSEUDO_LANGUAGE])("in %s", (locale) => {
  test("every kind names the brand and its language, has its texts whole, and says the host once", async () => {
    const mails = await everyMail(locale);
    expect(mails).toHaveLength(21);
    for (const { kind, subject, text, html } of mails) {
      expect([kind, subject]).toEqual([kind, expect.stringContaining("Example")]);
      expect([kind, html]).toEqual([kind, expect.stringContaining(`<html lang="${locale}"`)]);
      expect([kind, `${subject}${text}${html}`]).toEqual([kind, expect.not.stringMatching(/\{\w+\}|undefined|null/)]);
      expect([kind, text.match(/\(auth\.example\.com\)/g)]).toEqual([kind, ["(auth.example.com)"]]);
    }
  });

  test("every kind has one button, with the same link as text, or none where no page helps", async () => {
    for (const { kind, text, html } of await everyMail(locale)) {
      const inText = text.match(/https?:\S+/g) ?? [];
      const buttons = [...html.matchAll(/<a href="([^"]*)"/g)].map(([, url]) => url);
      const asText = [...html.matchAll(/>(https:[^<]*)</g)].map(([, url]) => url);
      expect([kind, inText.length]).toEqual([kind, WITHOUT_LINK.includes(kind) ? 0 : 1]);
      expect([kind, buttons, asText]).toEqual([kind, inText, inText]);
      const link = LINKS[kind];
      if (link === undefined) expect([kind, `${text}${html}`]).toEqual([kind, expect.not.stringContaining("token=")]);
      else expect([kind, inText[0]]).toEqual([kind, expect.stringContaining(link)]);
    }
  });

  test("no kind repeats a raw user agent, a hostile name or a browser's text", async () => {
    const hostile = {
      fullName: "Win <b>now</b> at http://evil.example",
      userAgent: "evil.example/1 Unlock here",
      ip: "evil.example",
    };
    for (const mails of [await everyMail(locale), await everyMail(locale, hostile)]) {
      for (const { kind, subject, text, html } of mails) {
        expect([kind, `${subject}${text}${html}`]).toEqual([
          kind,
          expect.not.stringMatching(/Mozilla|AppleWebKit|evil|Unlock/),
        ]);
      }
    }
  });

  test("a brand of any characters is text", async () => {
    const brand = { ...BRAND, name: `A&B "<script>" $&` };
    for (const { kind, subject, html } of await everyMail(locale, { brand })) {
      expect([kind, subject]).toEqual([kind, expect.stringContaining(brand.name)]);
      expect([kind, html]).toEqual([kind, expect.not.stringContaining("<script")]);
    }
  });
});

test("an English sentence is in no other language's mails", async () => {
  const english = Object.values(en).flatMap((text) => formsOf(text));
  const sentences = english
    .flatMap((form) => form.replaceAll(/\{\w+\}/g, "|").split("|"))
    .filter((part) => part.trim().length > 12);
  for (const locale of ["de", "fr", "es"]) {
    for (const { kind, subject, text } of await everyMail(locale)) {
      const found = sentences.filter((sentence) => `${subject}\n${text}`.includes(sentence));
      expect([locale, kind, found]).toEqual([locale, kind, []]);
    }
  }
});

test("a locale without texts is written to in English, and a strange tag stops no mail", async () => {
  for (const [locale, tag] of [
    ["pt-BR", "en"],
    ["en-x", "en"],
    ["de-a-b", "de"],
    ["de-AT", "de-AT"],
    ["zh-Hant-TW", "en"],
  ] as const) {
    const [mail] = await everyMail(locale);
    expect(mail?.html).toContain(`<html lang="${tag}"`);
  }
});

describe.each(Object.entries(CATALOGUES))("the catalogue %s", (_, texts) => {
  test("has the keys of English in its order, with the same placeholders, and no text left in English", () => {
    expect(Object.keys(texts)).toEqual(Object.keys(en));
    for (const [key, text] of Object.entries(en)) {
      const translated: Text = texts[key as keyof typeof en];
      expect([key, namesIn(translated)]).toEqual([key, namesIn(text)]);
      expect([key, translated]).not.toEqual([key, text]);
    }
  });
});

test("every key is used", async () => {
  const written = (await everyMail("en")).concat(
    await everyMail("en", { fullName: "www.evil.example", userAgent: null, ip: null }),
    await everyMail("en", {
      userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/1 Safari/604.1",
    }),
    await everyMail("en", {
      userAgent: "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) Version/17.5 Mobile/1 Safari/604.1",
    }),
  );
  const all = written
    .map(({ subject, text, html }) => `${subject}\n${text}\n${html}`)
    .join("\n")
    .replaceAll("&#39;", "'");
  const unused = Object.entries(en).filter(([, text]) => {
    const { other } = typeof text === "string" ? { other: text } : text;
    return other.split(/\{\w+\}/).some((piece) => !all.includes(piece));
  });
  expect(unused.map(([key]) => key)).toEqual([]);
});

test("an app's own text reaches every kind, with the data that ours is made of", async () => {
  const write = (data: object) => ({ subject: "Own", text: JSON.stringify(data) });
  const texts = Object.fromEntries((await everyMail("de")).map(({ kind }) => [kind, write]));
  const mails = await everyMail("de", { texts });
  expect(mails).toHaveLength(21);
  for (const { kind, subject, text, html } of mails) {
    expect([kind, subject]).toEqual([kind, "Own"]);
    const data = JSON.parse(text);
    expect(data).toMatchObject({ name: "Ada Lovelace", locale: "de", user: { email: "ada@example.com" } });
    if (kind in LINKS) expect(data).toMatchObject({ link: expect.stringContaining(LINKS[kind] ?? ""), minutes: 60 });
    else expect(data).toMatchObject({ browser: "Chrome unter Linux", ip: "198.51.100.4", at: NOW });
    if (!(kind in LINKS)) expect([kind, data.secureLink === null]).toEqual([kind, WITHOUT_LINK.includes(kind)]);
    const url = data.link ?? data.secureLink;
    if (url !== null) expect([kind, html]).toEqual([kind, expect.stringContaining(`<a href="${url}">${url}</a>`)]);
  }
});
