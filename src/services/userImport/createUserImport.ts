import type { Store, UserStore } from "../../stores/Store.js";
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

  async function judge(user: LinedUser): Promise<Verdict> {
    const { line, record } = user;
    const problems = problemsOf(user);
    const hash = hashOf(user);
    const exists = (await store.users.byLogin({ email: record.email })) !== null;
    if (!exists && (await isTaken(store.users, record.username))) {
      problems.push({ path: "username", message: "It belongs to an account with another e-mail address." });
    }
    return { line, problems, hashKind: "kind" in hash ? hash.kind : null, exists };
  }

  async function writeOne(user: LinedUser): Promise<Unwritten | null> {
    const hash = hashOf(user);
    if ("problem" in hash) throw new Error(`Line ${user.line} was never checked.`);
    const account = newUser(user.record, hash.stored, clock.now());
    const result = await store.users.create(account);
    if (result.kind === "created") {
      const detail = { imported: true };
      audit.record({ name: "registered", userId: account._id, sessionId: null, client: operator, detail });
      return null;
    }
    // Of an account that is the same, the name is taken too, and a store tells of one of the two.
    const exists = result.field === "email" || (await store.users.byLogin({ email: account.email })) !== null;
    return { line: user.line, reason: exists ? "exists" : "username" };
  }

  return {
    check: (records) => Promise.all(records.map(judge)),
    write: async (records) => {
      const unwritten = await Promise.all(records.map(writeOne));
      await audit.settled();
      return unwritten.filter((one) => one !== null);
    },
  };
}

async function isTaken(users: UserStore, username: string | null | undefined): Promise<boolean> {
  return username != null && (await users.byLogin({ username })) !== null;
}
