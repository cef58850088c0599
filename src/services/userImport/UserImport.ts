import type { ClientInfo } from "../../http/clientInfo.js";
import type { Store, UniqueField, User } from "../../stores/Store.js";
import type { FieldError } from "../../utils/ApiError.js";
import type { Clock } from "../../utils/clock.js";
import type { NameRules } from "../../utils/nameRules.js";
import { printable } from "../../utils/printable.js";
import type { AuditLog } from "../audit/index.js";
import { dummyHash, type FirebaseScrypt, readImportedHash } from "../password/index.js";
import { FirstPlaces, type Place, type PlacedUser, toUser, withNamesAsked } from "./importedRecords.js";

interface UserImportDeps {
  store: Pick<Store, "users">;
  clock: Clock;
  audit: Pick<AuditLog, "record" | "settled">;
  /** Who appears in the activity of the accounts. */
  operator: ClientInfo;
  /** The parameters of the Firebase hashes, if there are any. */
  firebase: FirebaseScrypt | null;
  /** The settings: a name that is off is not imported. */
  names: NameRules;
}

export interface InvalidRecord {
  readonly place: Place;
  readonly problems: readonly FieldError[];
}

interface NewAccount {
  readonly place: Place;
  readonly account: User;
  /** The algorithm of its password hash. */
  readonly algorithm: string;
}

/** The result for some records. */
interface ImportedBatch {
  readonly invalid: InvalidRecord[];
  /** How many belong to an account that exists already. It stays unchanged. */
  existing: number;
  readonly created: NewAccount[];
}

const TAKEN_MEANWHILE = { path: "username", message: "Was taken by another user during the import." };

/**
 * The import of one file or collection from another system. The email address identifies a user: an account that has it already
 * stays unchanged. So an import that was interrupted can simply be run again.
 */
export class UserImport {
  readonly #deps: UserImportDeps;
  readonly #emails = new FirstPlaces();
  readonly #usernames = new FirstPlaces();

  constructor(deps: UserImportDeps) {
    this.#deps = deps;
  }

  /** Checks the next records, in their order, and writes nothing. The same records may be checked again. */
  async check(given: readonly PlacedUser[]): Promise<ImportedBatch> {
    const { store, clock, firebase, names } = this.#deps;
    const users = given.map(({ place, record }) => ({ place, record: withNamesAsked(record, names) }));
    const taken = await store.users.findTaken({
      usernames: users.flatMap(({ record }) => record.username ?? []),
      emails: users.map(({ record }) => record.email),
    });
    const [takenUsernames, takenEmails] = [new Set(taken.usernames), new Set(taken.emails)];
    const batch: ImportedBatch = { invalid: [], existing: 0, created: [] };
    for (const user of users) {
      const { place, record } = user;
      const hash = readHash(record, firebase);
      const exists = takenEmails.has(record.email);
      const problems = "problem" in hash ? [{ path: "passwordHash", message: hash.problem }] : [];
      problems.push(...this.#problemsOf(user));
      if (!exists && record.username != null && takenUsernames.has(record.username)) {
        problems.push({ path: "username", message: "It belongs to an account with another email address." });
      }
      if ("problem" in hash || problems.length > 0) batch.invalid.push({ place, problems });
      else if (exists) batch.existing += 1;
      else batch.created.push({ ...hash, place, account: toUser(record, hash.stored, clock.now(), names) });
    }
    return batch;
  }

  /**
   * Checks the records again, because the source and the database may have changed, and writes the valid ones, each with an
   * audit event. Each account is one write, so none is ever half written.
   */
  async write(users: readonly PlacedUser[]): Promise<ImportedBatch> {
    const { store, audit, operator: client } = this.#deps;
    const { created: accounts, ...batch } = await this.check(users);
    const written: ImportedBatch = { ...batch, created: [] };
    const results = await store.users.createMany(accounts.map(({ account }) => account));
    for (const [index, created] of accounts.entries()) {
      const result = results[index];
      if (result === undefined) throw new Error("A store answers for each account.");
      if (result.kind === "created") {
        written.created.push(created);
        const { _id: userId } = created.account;
        audit.record({ name: "registered", userId, sessionId: null, client, detail: { imported: true } });
      } else if (await this.#exists(result.field, created.account)) written.existing += 1;
      else written.invalid.push({ place: created.place, problems: [TAKEN_MEANWHILE] });
    }
    await audit.settled();
    return written;
  }

  #problemsOf({ place, record }: PlacedUser): FieldError[] {
    const problems: FieldError[] = [];
    for (const path of ["createdAt", "updatedAt"] as const) {
      if ((record[path] ?? 0) > this.#deps.clock.now()) problems.push({ path, message: "It is in the future." });
    }
    const addDuplicate = (path: string, first: Place | null) => {
      if (first !== null) problems.push({ path, message: `The same as ${nameOf(first)}.` });
    };
    addDuplicate("email", this.#emails.find(record.email, place));
    if (record.username != null) addDuplicate("username", this.#usernames.find(record.username, place));
    return problems;
  }

  /** For an account that exists, the username is taken too, and the store reports only one of the two fields. */
  async #exists(field: UniqueField, { email }: User): Promise<boolean> {
    return field === "email" || (await this.#deps.store.users.byLogin({ email })) !== null;
  }
}

function readHash(
  { passwordHash: hash, passwordSalt: salt = null }: PlacedUser["record"],
  firebase: FirebaseScrypt | null,
) {
  return hash === null ? { stored: dummyHash(), algorithm: "none" } : readImportedHash({ hash, salt }, firebase);
}

function nameOf(place: Place): string {
  return typeof place === "number" ? `on line ${place}` : `in document ${printable(place)}`;
}
