import { lstat, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../../utils/errorFacts.js";
import { type EmlContent, readEml } from "./readEml.js";

/** As OutboxTransport names its files. Nothing else of the folder is shown or deleted. */
const NAME = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)\.\d{3}Z-([a-z-]{1,40})-[0-9a-f]{8}\.eml$/;
const MAX_SHOWN = 100;
const MAX_BYTES = 4 * 1024 * 1024;

/** One mail in the list. */
export interface OutboxEntry {
  /** The name of its file without `.eml`. */
  readonly id: string;
  /** Like `verify-email`. */
  readonly kind: string;
  /** In UTC: `2027-01-15 08:00:00`. */
  readonly at: string;
  readonly to: string;
  readonly subject: string;
}

export interface OutboxMail extends OutboxEntry, EmlContent {}

/** The mails in the folder of an OutboxTransport, for the page that shows them. */
export class Outbox {
  readonly #directory: string;
  /** A file never changes. */
  #known = new Map<string, OutboxEntry>();

  constructor({ directory }: { directory: string }) {
    this.#directory = directory;
  }

  /** The newest hundred, newest first. */
  async list(): Promise<readonly OutboxEntry[]> {
    const names = (await this.#names()).toSorted().toReversed().slice(0, MAX_SHOWN);
    const entries = await Promise.all(names.map(async (name) => this.#known.get(name) ?? this.#read(name)));
    const shown = entries.filter((entry) => entry !== null);
    this.#known = new Map(shown.map(({ id, kind, at, to, subject }) => [`${id}.eml`, { id, kind, at, to, subject }]));
    return [...this.#known.values()];
  }

  /** One mail; `null` for an id that is none. */
  async find(id: string): Promise<OutboxMail | null> {
    return this.#read(`${id}.eml`);
  }

  /** Deletes every mail, also those that the list does not show. */
  async clear(): Promise<void> {
    for (const name of await this.#names()) await rm(join(this.#directory, name), { force: true });
  }

  async #names(): Promise<string[]> {
    try {
      return (await readdir(this.#directory)).filter((name) => NAME.test(name));
    } catch (error) {
      // The folder is made with the first mail.
      if (isMissing(error)) return [];
      throw error;
    }
  }

  async #read(name: string): Promise<OutboxMail | null> {
    const [, date, hour, minute, second, kind] = NAME.exec(name) ?? [];
    if (kind === undefined) return null;
    const file = join(this.#directory, name);
    try {
      const facts = await lstat(file);
      // Not a link to another file, either.
      if (!facts.isFile() || facts.size > MAX_BYTES) return null;
      const content = readEml(await readFile(file, "utf8"));
      return { id: name.slice(0, -".eml".length), kind, at: `${date} ${hour}:${minute}:${second}`, ...content };
    } catch (error) {
      // Deleted since it was listed.
      if (isMissing(error)) return null;
      throw error;
    }
  }
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === "ENOENT";
}
