/** A database for people: a URL without user, password and options, and the prefix where there is one. */
export function databaseName(url: string, prefix = ""): string {
  const name = url.replace(/^(mongodb(?:\+srv)?:\/\/)(?:[^?]*@)?([^?]*).*$/, "$1$2");
  return prefix === "" ? name : `${name} (DATABASE_PREFIX=${prefix})`;
}
