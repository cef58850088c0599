/** The first letters of the first and the last word of a name, or of whatever else is known of a user. */
export function initials({ fullName = "", username = "", email = "" }: Partial<Record<Known, string | null>>): string {
  const name = fullName || username || email || "";
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word = "") => firstCharacter(word).toLocaleUpperCase()).join("");
}

type Known = "fullName" | "username" | "email";

/** A letter with its accents, or an emoji of several parts, is one character. */
function firstCharacter(word: string): string {
  for (const { segment } of new Intl.Segmenter().segment(word)) return segment;
  return "";
}
