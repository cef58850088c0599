import type { Store, UniqueField, User } from "../../stores/Store.js";
import type { FieldError } from "../../utils/ApiError.js";
import type { ClientInfo } from "../../utils/clientInfo.js";
import type { Clock } from "../../utils/clock.js";
import type { AuditTrail } from "../audit/index.js";
import { type FirebaseScrypt, hashOfNoPassword, readImportedHash } from "../password/index.js";
import type { LinedUser, Unwritten, Verdict } from "./ImportRun.js";
import { newUser } from "./newUser.js";
import { createSeenValues } from "./seenValues.js";

export interface UserImport {
  /** Begins with a file. `firebase`: what its Firebase hashes were made with, if it has any. */
  begin(firebase: FirebaseScrypt | null): ImportRun;
}

/**
 * Moves accounts in. The e-mail address says who somebody is: an account that has it already stays as it is. So a run that
 * broke off is simply done again.
 */
export interface ImportRun {
  /** Judges the next records of the file, in its order, and writes nothing. */
  check(records: readonly LinedUser[]): Promise<Verdict[]>;
  /**
   * Writes records that were found to be good, each with an event, and answers those that somebody was faster with. Each is
   * one write, so none is ever there by half.
   */
  write(records: readonly LinedUser[]): Promise<Unwritten[]>;
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

  function hashOf({ record }: LinedUser) {
    const { passwordHash: hash, passwordSalt: salt = null } = record;
    if (hash !== null) return readImportedHash({ hash, salt }, firebase);
    return { stored: hashOfNoPassword(), kind: "none" };
  }

  function problemsOf(user: LinedUser): FieldError[] {
    const { line, record } = user;
    const problems: FieldError[] = [];
    const hash = hashOf(user);
    if ("problem" in hash) problems.push({ path: "passwordHash", message: hash.problem });
    const isLater = (record.createdAt ?? 0) > clock.now();
    if (isLater) problems.push({ path: "createdAt", message: "It lies in the future." });
    const again = (path: string, first: number | null) => {
      if (first !== null) problems.push({ path, message: `The same as on line ${first}.` });
    };
    again("email", emails.firstLineOf(record.email, line));
    if (record.username != null) again("username", usernames.firstLineOf(record.username, line));
    return problems;
  }

  async function check(users: readonly LinedUser[]): Promise<Verdict[]> {
    const taken = await store.users.findTaken({
      usernames: users.flatMap(({ record }) => record.username ?? []),
      emails: users.map(({ record }) => record.email),
    });
    const [takenUsernames, takenEmails] = [new Set(taken.usernames), new Set(taken.emails)];
    return users.map((user) => {
      const { line, record } = user;
      const problems = problemsOf(user);
      const exists = takenEmails.has(record.email);
      if (!exists && record.username != null && takenUsernames.has(record.username)) {
        problems.push({ path: "username", message: "It belongs to an account with another e-mail address." });
      }
      const hash = hashOf(user);
      return { line, problems, hashKind: "kind" in hash ? hash.kind : null, exists };
    });
  }

  function accountOf(user: LinedUser): User {
    const hash = hashOf(user);
    if ("problem" in hash) throw new Error(`Line ${user.line} was never checked.`);
    return newUser(user.record, hash.stored, clock.now());
  }

  async function write(users: readonly LinedUser[]): Promise<Unwritten[]> {
    const accounts = users.map(accountOf);
    const unwritten: Unwritten[] = [];
    for (const [index, result] of (await store.users.createMany(accounts)).entries()) {
      const [user, account] = [users[index], accounts[index]];
      if (user === undefined || account === undefined) throw new Error("A store answers for each account.");
      if (result.kind === "created") noteArrival(account._id);
      else unwritten.push({ line: user.line, reason: await reasonOf(result.field, account) });
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
