import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { escapeControls, hidesSomething, showsSomething, withoutInvisible } from "./displayText.js";

const ANY_TEXT = fc
  .array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 40 })
  .map((codePoints) => String.fromCodePoint(...codePoints));

describe("a text hides something", () => {
  test.each([
    ["a right-to-left override", "Ada\u202egnp"],
    ["a left-to-right embedding", "Ada\u202a"],
    ["an isolate", "\u2066Ada\u2069"],
    ["a right-to-left mark", "Ada\u200f"],
    ["an Arabic letter mark", "Ada\u061c"],
    ["a zero width space", "Ada\u200bLovelace"],
    ["a joiner between Latin letters", "Ada\u200dLovelace"],
    ["a non-joiner between Latin letters", "Ada\u200cLovelace"],
    ["a joiner at the end", "Ada\u200d"],
    ["two joiners between Arabic letters", "می\u200c\u200cخواهم"],
    ["a joiner behind an Arabic letter, before a Latin one", "م\u200da"],
    ["a variation selector behind a letter", "Ada\ufe0f"],
    ["a variation selector behind a digit", "1\ufe0f"],
    ["an ideographic variation selector behind a letter", "A\u{e0100}"],
    ["a soft hyphen", "Love\u00adlace"],
    ["a grapheme joiner", "A\u034fda"],
    ["a Hangul filler", "\u3164"],
    ["a Hangul choseong filler", "\u115f"],
    ["a half-width Hangul filler", "\uffa0"],
    ["a word joiner", "Ada\u2060"],
    ["a byte order mark", "A\ufeffda"],
    ["an invisible times", "A\u2062da"],
    ["a Khmer inherent vowel", "\u17b4"],
    ["tags behind a letter", "A\u{e0061}\u{e0062}"],
    ["a message in tags behind a flag", "\u{1f3f4}\u{e0068}\u{e0069}\u{e007f}"],
    ["an interlinear annotation", "A\ufff9b"],
    ["a noncharacter", "A\uffff"],
    ["half a character", "A\ud800"],
    ["a control character", "A\u001b[31m"],
    ["a control character of the second set", "A\u009b31m"],
    ["a line separator", "A\u2028b"],
  ])("with %s", (_what, text) => {
    expect(hidesSomething(text)).toBe(true);
  });

  test.each([
    ["a Latin name", "Seán O’Connor-Łuczak"],
    ["a combining accent", "a\u0308"],
    ["a Persian name with a non-joiner", "علی\u200cرضا"],
    ["a Hindi word with a joiner", "क्\u200dष"],
    ["a Hindi word with a non-joiner", "श्री\u200cमान"],
    ["a Malayalam word that ends in a joiner", "ന്\u200d"],
    ["a Sinhala word with a joiner", "ශ්\u200dරී"],
    ["a Mongolian name with a variant letter", "ᠮᠣᠩᠭ\u180bᠣᠯ"],
    ["a Japanese name with a variant character", "葛\u{e0100}城"],
    ["a family", "👨\u200d👩\u200d👧\u200d👦"],
    ["a profession with a skin color", "👩🏽\u200d⚕\ufe0f Ada"],
    ["a heart on fire", "❤\ufe0f\u200d🔥"],
    ["a rainbow flag", "🏳\ufe0f\u200d🌈"],
    ["the flag of Wales", "🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}"],
    ["a keycap", "1\ufe0f\u20e3"],
    ["an ideographic space", "山田\u3000太郎"],
  ])("not with %s", (_what, text) => {
    expect(hidesSomething(text)).toBe(false);
    expect(showsSomething(text)).toBe(true);
  });
});

test.each(["", " ", "\u3000", "\u200b", "\u2800", "\u3164\u3164", "\u0301", "\u202e\u202c", "\u{e0061}"])(
  "%j shows nothing",
  (text) => {
    expect(showsSomething(text)).toBe(false);
  },
);

test("a long text is judged in the time of its length", () => {
  for (const part of ["👨\u200d", "م\u200c", "葛\u{e0100}", "\u{1f3f4}\u{e0067}", "1\ufe0f", "\u200d"]) {
    expect(hidesSomething(`${part.repeat(50_000)}\u200b`)).toBe(true);
  }
});

test("whatever is left of a text is neither invisible nor a direction of writing", () => {
  fc.assert(
    fc.property(ANY_TEXT, (text) => {
      expect(withoutInvisible(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
    }),
  );
});

test("a terminal gets no character that it obeys, and a document of JSON stays what it was", () => {
  fc.assert(
    fc.property(ANY_TEXT, (text) => {
      const printed = escapeControls(`${JSON.stringify({ text })}\n`);
      expect(printed.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(JSON.parse(printed)).toEqual({ text });
    }),
  );
  expect(escapeControls("a\u001b[2J\u009b\u202eb\nc")).toBe("a\\u001b[2J\\u009b\\u202eb\nc");
});
