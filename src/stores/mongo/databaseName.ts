/** A database for people: a URL without user, password and options, and the prefix where there is one. */
export function databaseName(url: string, prefix = ""): string {
  const scheme = /^[a-z+]+:\/\//.exec(url)?.[0] ?? "";
  // Up to the last @: a password that was not encoded may hold a ? or a /.
  const [place] = url.slice(Math.max(scheme.length, url.lastIndexOf("@") + 1)).split("?", 1);
  const name = `${scheme}${place}`;
  return prefix === "" ? name : `${name} (DATABASE_PREFIX=${prefix})`;
}
