/** How a user is called: by name, or by whatever else is known. */
export function calledName({ fullName, username, email }: Names): string {
  return fullName || username || email || "";
}

/** The first letters of the first and the last word of that. */
export function initials(user: Names): string {
  const words = calledName(user).trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word = "") => firstCharacter(word).toLocaleUpperCase()).join("");
}

type Names = Partial<Readonly<Record<"fullName" | "username" | "email", string | null>>>;

/** A letter with its accents, or an emoji of several parts, is one character. */
function firstCharacter(word: string): string {
  for (const { segment } of new Intl.Segmenter().segment(word)) return segment;
  return "";
}
