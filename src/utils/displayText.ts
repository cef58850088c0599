/**
 * Texts of strangers that people read: a name, a program's name, a brand. Characters that show as nothing hide what a text
 * says, those of writing direction turn it around ("Trojan Source", CVE-2021-42574), control characters steer a terminal.
 */

/** Shows as nothing, or changes how its neighbors show. */
const EVERY_INVISIBLE =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Noncharacter_Code_Point}\ufff9-\ufffb]/gu;

/** A letter, a digit or a sign that leaves ink; a blank Braille pattern, note head or placeholder leaves none. */
const VISIBLE = /(?![\u2800\ufffc\u{1d159}])[\p{L}\p{N}\p{P}\p{S}]/u;

// Whether two letters join is part of the spelling in these scripts (UAX #31, section 2.3).
const JOINING_SCRIPTS = [
  ...["Arab", "Syrc", "Nkoo", "Adlm", "Rohg", "Mand", "Mong", "Deva", "Beng", "Guru", "Gujr", "Orya", "Taml"],
  ...["Telu", "Knda", "Mlym", "Sinh", "Khmr", "Mymr", "Tibt"],
];
const JOINING_LETTER = `(?=[\\p{L}\\p{M}])[${JOINING_SCRIPTS.map((script) => `\\p{scx=${script}}`).join("")}]`;
// A joiner behind the sign that silences a vowel chooses its shape, at the end of a word too.
const VIRAMA =
  "[\\u094d\\u09cd\\u0a4d\\u0acd\\u0b4d\\u0bcd\\u0c4d\\u0ccd\\u0d3b\\u0d3c\\u0d4d\\u0dca\\u1039\\u103a\\u17d2]";
const PICTURE = "\\p{Extended_Pictographic}[\\u{1f3fb}-\\u{1f3ff}\\ufe0e\\ufe0f]?";

/** Where characters that show as nothing are part of what is read. Each look to the side is one character, so it is linear. */
const MEANT = [
  // Emoji: a keycap; the flags of England, Scotland and Wales; a family, a profession, a picture instead of a sign.
  "[0-9#*]\\ufe0f?\\u20e3",
  "\\u{1f3f4}\\u{e0067}\\u{e0062}(?:\\u{e0065}\\u{e006e}\\u{e0067}|\\u{e0073}\\u{e0063}\\u{e0074}|\\u{e0077}\\u{e006c}\\u{e0073})\\u{e007f}",
  `${PICTURE}(?:\\u200d${PICTURE})*`,
  // Joiners of zero width.
  `(?<=${JOINING_LETTER})[\\u200c\\u200d](?=${JOINING_LETTER})`,
  `(?<=${VIRAMA})[\\u200c\\u200d]`,
  // The form of a Chinese character in somebody's name; the form of a Mongolian letter.
  "(?<=\\p{Unified_Ideograph})[\\ufe00-\\ufe02\\u{e0100}-\\u{e01ef}]",
  "(?<=(?=\\p{L})\\p{scx=Mong})[\\u180b-\\u180d\\u180f]",
  "(?<=(?=[\\p{L}\\p{M}])\\p{scx=Mong})\\u180e(?=\\p{scx=Mong})",
];
/** Put together of constants: the test that judges every pattern of the program judges this one as it is. */
export const EVERY_MEANT = new RegExp(MEANT.join("|"), "gu");

/** Whether a text holds characters that show as nothing, in a place where they are not part of its spelling. */
export function hidesSomething(text: string): boolean {
  return !text.isWellFormed() || text.replaceAll(EVERY_MEANT, "").search(EVERY_INVISIBLE) !== -1;
}

/** Whether a text shows anything at all. */
export function showsSomething(text: string): boolean {
  return VISIBLE.test(withoutInvisible(text));
}

/** A text without the characters that show as nothing, in emoji and names too. */
export function withoutInvisible(text: string): string {
  return text.replaceAll(EVERY_INVISIBLE, "");
}

/**
 * A text for a terminal, which obeys control characters, those of the second set (U+0080 to U+009F) and directions of writing
 * too. They are written as JSON writes them, so that JSON stays what it says. Line breaks stay.
 */
export function escapeControls(text: string): string {
  return text.replaceAll(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu, (character) =>
    character
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
