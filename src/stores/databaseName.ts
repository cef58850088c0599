/** The default of DATABASE_SCHEMA, also for a command that reads no settings. */
export const DEFAULT_SCHEMA = "latchkey";

/** Where the tables or collections of one Latchkey are in a database. */
interface Tables {
  readonly schema?: string;
  readonly prefix?: string;
}

/** A database for people: a URL without user, password and options, and the settings that are not the usual ones. */
export function databaseName(url: string, { schema = DEFAULT_SCHEMA, prefix = "" }: Tables = {}): string {
  const scheme = /^[a-z+]+:\/\//.exec(url)?.[0] ?? "";
  // Up to the last @: a password that was not encoded may hold a ? or a /.
  const [place] = url.slice(Math.max(scheme.length, url.lastIndexOf("@") + 1)).split("?", 1);
  const settings = [
    ...(schema === DEFAULT_SCHEMA ? [] : [`DATABASE_SCHEMA=${schema}`]),
    ...(prefix === "" ? [] : [`DATABASE_PREFIX=${prefix}`]),
  ];
  return `${scheme}${place}${settings.length === 0 ? "" : ` (${settings.join(", ")})`}`;
}
