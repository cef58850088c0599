import type { ClientInfo } from "../../http/clientInfo.js";
import type { Store, UniqueField, User } from "../../stores/Store.js";
import type { FieldError } from "../../utils/ApiError.js";
import type { Clock } from "../../utils/clock.js";
import { printable } from "../../utils/printable.js";
import type { AuditTrail } from "../audit/index.js";
import { dummyHash, type FirebaseScrypt, readImportedHash } from "../password/index.js";
import type { Place, PlacedUser, Unwritten, Verdict } from "./ImportRun.js";
import { newUser } from "./newUser.js";
import { createSeenValues } from "./seenValues.js";

export interface UserImport {
  /** Begins with a file or a collection. `firebase`: what its Firebase hashes were made with, if it has any. */
  begin(firebase: FirebaseScrypt | null): ImportRun;
}

/**
 * Moves accounts in. The e-mail address says who somebody is: an account that has it already stays as it is. So a run that
 * broke off is simply done again.
 */
export interface ImportRun {
  /** Judges the next records, in their order, and writes nothing. The same records may be judged again. */
  check(records: readonly PlacedUser[]): Promise<Verdict[]>;
  /**
   * Writes records that were found to be good, each with an event, and answers those that somebody was faster with. Each is
   * one write, so none is ever there by half.
   */
  write(records: readonly PlacedUser[]): Promise<Unwritten[]>;
}

interface Deps {
  store: Pick<Store, "users">;
  clock: Clock;
  audit: AuditTrail;
  /** Who appears in the activity of the accounts. */
  operator: ClientInfo;
}

export function createUserImport(deps: Deps): UserImport {
  return { begin: (firebase) => beginRun(deps, firebase) };
}

function beginRun({ store, clock, audit, operator }: Deps, firebase: FirebaseScrypt | null): ImportRun {
  const emails = createSeenValues();
  const usernames = createSeenValues();

  function hashOf({ record }: PlacedUser) {
    const { passwordHash: hash, passwordSalt: salt = null } = record;
    if (hash !== null) return readImportedHash({ hash, salt }, firebase);
    return { stored: dummyHash(), algorithm: "none" };
  }

  function problemsOf(user: PlacedUser): FieldError[] {
    const { place, record } = user;
    const problems: FieldError[] = [];
    const hash = hashOf(user);
    if ("problem" in hash) problems.push({ path: "passwordHash", message: hash.problem });
    for (const path of ["createdAt", "updatedAt"] as const) {
      if ((record[path] ?? 0) > clock.now()) problems.push({ path, message: "It lies in the future." });
    }
    const again = (path: string, first: Place | null) => {
      if (first !== null) problems.push({ path, message: `The same as ${nameOf(first)}.` });
    };
    again("email", emails.firstPlaceOf(record.email, place));
    if (record.username != null) again("username", usernames.firstPlaceOf(record.username, place));
    return problems;
  }

  async function check(users: readonly PlacedUser[]): Promise<Verdict[]> {
    const taken = await store.users.findTaken({
      usernames: users.flatMap(({ record }) => record.username ?? []),
      emails: users.map(({ record }) => record.email),
    });
    const [takenUsernames, takenEmails] = [new Set(taken.usernames), new Set(taken.emails)];
    return users.map((user) => {
      const { place, record } = user;
      const problems = problemsOf(user);
      const exists = takenEmails.has(record.email);
      if (!exists && record.username != null && takenUsernames.has(record.username)) {
        problems.push({ path: "username", message: "It belongs to an account with another e-mail address." });
      }
      const hash = hashOf(user);
      return { place, problems, hashKind: "algorithm" in hash ? hash.algorithm : null, exists };
    });
  }

  function accountOf(user: PlacedUser): User {
    const hash = hashOf(user);
    if ("problem" in hash) throw new Error(`What is ${nameOf(user.place)} was never checked.`);
    return newUser(user.record, hash.stored, clock.now());
  }

  async function write(users: readonly PlacedUser[]): Promise<Unwritten[]> {
    const accounts = users.map(accountOf);
    const unwritten: Unwritten[] = [];
    for (const [index, result] of (await store.users.createMany(accounts)).entries()) {
      const [user, account] = [users[index], accounts[index]];
      if (user === undefined || account === undefined) throw new Error("A store answers for each account.");
      if (result.kind === "created") noteArrival(account._id);
      else unwritten.push({ place: user.place, reason: await reasonOf(result.field, account) });
    }
    await audit.settled();
    return unwritten;
  }

  function noteArrival(userId: string): void {
    audit.record({ name: "registered", userId, sessionId: null, client: operator, detail: { imported: true } });
  }

  /** Of an account that is the same, the name is taken too, and a store tells of one of the two. */
  async function reasonOf(field: UniqueField, { email }: User): Promise<Unwritten["reason"]> {
    const exists = field === "email" || (await store.users.byLogin({ email })) !== null;
    return exists ? "exists" : "username";
  }

  return { check, write };
}

function nameOf(place: Place): string {
  return typeof place === "number" ? `on line ${place}` : `in document ${printable(place)}`;
}
