import type { ClientInfo } from "../../http/clientInfo.js";
import type { Store, UniqueField, User } from "../../stores/Store.js";
import type { FieldError } from "../../utils/ApiError.js";
import type { Clock } from "../../utils/clock.js";
import { printable } from "../../utils/printable.js";
import type { AuditLog } from "../audit/index.js";
import { dummyHash, type FirebaseScrypt, readImportedHash } from "../password/index.js";
import { FirstPlaces, type Place, type PlacedUser, toUser } from "./importedRecords.js";

/** What is known about a record before anything is written. */
interface CheckedRecord {
  readonly place: Place;
  readonly problems: readonly FieldError[];
  /** The algorithm of its password hash; `null` when the hash is refused. */
  readonly algorithm: string | null;
  /** An account with this email address exists already. It stays unchanged. */
  readonly exists: boolean;
}

/** Why a valid record was not written. */
interface SkippedRecord {
  readonly place: Place;
  readonly reason: "exists" | "username";
}

interface UserImportDeps {
  store: Pick<Store, "users">;
  clock: Clock;
  audit: Pick<AuditLog, "record" | "settled">;
  /** Who appears in the activity of the accounts. */
  operator: ClientInfo;
}

/** Imports accounts from another system. */
export class UserImport {
  readonly #deps: UserImportDeps;

  constructor(deps: UserImportDeps) {
    this.#deps = deps;
  }

  /** Begins with a file or a collection. `firebase`: the parameters of its Firebase hashes, if it has any. */
  begin(firebase: FirebaseScrypt | null): ImportRun {
    return new ImportRun(this.#deps, firebase);
  }
}

/**
 * The import of one file or collection. The email address identifies a user: an account that has it already stays unchanged. So
 * an import that was interrupted can simply be run again.
 */
export class ImportRun {
  readonly #deps: UserImportDeps;
  readonly #firebase: FirebaseScrypt | null;
  readonly #emails = new FirstPlaces();
  readonly #usernames = new FirstPlaces();

  constructor(deps: UserImportDeps, firebase: FirebaseScrypt | null) {
    this.#deps = deps;
    this.#firebase = firebase;
  }

  /** Checks the next records, in their order, and writes nothing. The same records may be checked again. */
  async check(users: readonly PlacedUser[]): Promise<CheckedRecord[]> {
    const taken = await this.#deps.store.users.findTaken({
      usernames: users.flatMap(({ record }) => record.username ?? []),
      emails: users.map(({ record }) => record.email),
    });
    const [takenUsernames, takenEmails] = [new Set(taken.usernames), new Set(taken.emails)];
    return users.map((user) => {
      const { place, record } = user;
      const problems = this.#problemsOf(user);
      const exists = takenEmails.has(record.email);
      if (!exists && record.username != null && takenUsernames.has(record.username)) {
        problems.push({ path: "username", message: "It belongs to an account with another email address." });
      }
      const hash = this.#hashOf(user);
      return { place, problems, algorithm: "algorithm" in hash ? hash.algorithm : null, exists };
    });
  }

  /**
   * Writes records that were checked, each with an audit event, and answers those that have become taken in the meantime. Each
   * account is one write, so none is ever half written.
   */
  async write(users: readonly PlacedUser[]): Promise<SkippedRecord[]> {
    const { store, audit, operator } = this.#deps;
    const accounts = users.map((user) => this.#accountOf(user));
    const skipped: SkippedRecord[] = [];
    for (const [index, result] of (await store.users.createMany(accounts)).entries()) {
      const [user, account] = [users[index], accounts[index]];
      if (user === undefined || account === undefined) throw new Error("A store answers for each account.");
      if (result.kind === "created") {
        const { _id: userId } = account;
        audit.record({ name: "registered", userId, sessionId: null, client: operator, detail: { imported: true } });
      } else {
        skipped.push({ place: user.place, reason: await this.#reasonOf(result.field, account) });
      }
    }
    await audit.settled();
    return skipped;
  }

  #hashOf({ record }: PlacedUser) {
    const { passwordHash: hash, passwordSalt: salt = null } = record;
    if (hash !== null) return readImportedHash({ hash, salt }, this.#firebase);
    return { stored: dummyHash(), algorithm: "none" };
  }

  #problemsOf(user: PlacedUser): FieldError[] {
    const { place, record } = user;
    const problems: FieldError[] = [];
    const hash = this.#hashOf(user);
    if ("problem" in hash) problems.push({ path: "passwordHash", message: hash.problem });
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

  #accountOf(user: PlacedUser): User {
    const hash = this.#hashOf(user);
    if ("problem" in hash) throw new Error(`The record ${nameOf(user.place)} was not checked.`);
    return toUser(user.record, hash.stored, this.#deps.clock.now());
  }

  /** For an account that exists, the username is taken too, and the store reports only one of the two fields. */
  async #reasonOf(field: UniqueField, { email }: User): Promise<SkippedRecord["reason"]> {
    const exists = field === "email" || (await this.#deps.store.users.byLogin({ email })) !== null;
    return exists ? "exists" : "username";
  }
}

function nameOf(place: Place): string {
  return typeof place === "number" ? `on line ${place}` : `in document ${printable(place)}`;
}
