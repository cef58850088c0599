import type { OneTimePurpose } from "../../stores/Store.js";
import type { AccountDeps } from "./AccountDeps.js";
import type { Activity } from "./Activity.js";
import { rejectDeletedAccount } from "./accountErrors.js";
import { EXPORT_HIDES, EXPORT_LEAVES_OUT, EXPORT_RULES, type Rules } from "./exportRules.js";
import { newestFirst } from "./newestFirst.js";
import type { AuthenticatedRequest } from "./Reauthentication.js";

type ExportedRecord = Readonly<Record<string, unknown>>;

interface ExportedData {
  readonly exportedAt: number;
  readonly user: ExportedRecord;
  readonly sessions: readonly ExportedRecord[];
  readonly oneTimeTokens: readonly ExportedRecord[];
  /** `null` without any. */
  readonly secondFactors: ExportedRecord | null;
  readonly passkeys: readonly ExportedRecord[];
  readonly identities: readonly ExportedRecord[];
  /** `null` without any. */
  readonly emailCodes: ExportedRecord | null;
  readonly jobs: readonly ExportedRecord[];
  readonly activity: readonly ExportedRecord[];
  /** `table.field` or `table`, and why it is not here. */
  readonly leftOut: Readonly<Record<string, string>>;
}

type DataExportDeps = Pick<AccountDeps, "store" | "clock" | "audit" | "limits"> & { readonly activity: Activity };

/**
 * A pending change of the address is left out: its link and its email. The times when they were created, sent or postponed show
 * whether the new address belongs to an account. The activity has the request and the address.
 */
const CHANGE_EMAIL: OneTimePurpose = "change-email";

/** Everything that is stored about a user, without secrets. */
export class DataExport {
  readonly #deps: DataExportDeps;

  constructor(deps: DataExportDeps) {
    this.#deps = deps;
  }

  /** Throws RATE_LIMITED, SESSION_REVOKED when the account is deleted. */
  async export({ userId, client }: Pick<AuthenticatedRequest, "userId" | "client">): Promise<ExportedData> {
    const { store, clock, audit, limits, activity } = this.#deps;
    await limits.consume("export.account", userId);
    const user = (await store.users.byId(userId)) ?? rejectDeletedAccount();
    const sessions = await all(newestFirst((page) => store.sessions.listAllByUser({ userId, ...page })));
    const oneTimeTokens = await store.oneTimeTokens.listByUser(userId);
    const secondFactors = await store.secondFactors.get(userId);
    const passkeys = await store.passkeys.listByUser(userId);
    const identities = await store.identities.listByUser(userId);
    const emailCodes = await store.emailCodes.get(userId);
    const jobs = await store.queue.listByUser(userId);
    const events = await all(newestFirst((page) => activity.page({ userId, ...page })));
    audit.record({ name: "data_exported", userId, sessionId: null, client });
    return {
      exportedAt: clock.now(),
      user: pick(user, EXPORT_RULES.users),
      sessions: sessions.map((session) => pick(session, EXPORT_RULES.sessions)),
      oneTimeTokens: oneTimeTokens
        .filter(({ purpose }) => purpose !== CHANGE_EMAIL)
        .map((token) => pick(token, EXPORT_RULES.oneTimeTokens)),
      secondFactors: secondFactors && pick(secondFactors, EXPORT_RULES.secondFactors),
      passkeys: passkeys.map((passkey) => pick(passkey, EXPORT_RULES.passkeys)),
      identities: identities.map((identity) => pick(identity, EXPORT_RULES.identities)),
      emailCodes: emailCodes && pick(emailCodes, EXPORT_RULES.emailCodes),
      jobs: jobs.filter(({ payload }) => payload["mail"] !== CHANGE_EMAIL).map((job) => pick(job, EXPORT_RULES.jobs)),
      activity: events.map((event) => pick(event, EXPORT_RULES.auditEvents)),
      leftOut: leftOut(),
    };
  }
}

async function all<T>(records: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const record of records) found.push(record);
  return found;
}

function pick<T extends object>(record: T, rules: Rules<T>): ExportedRecord {
  const fields = (Object.keys(rules) as (keyof T)[]).flatMap((field) => {
    const rule = rules[field];
    if (typeof rule === "string") return [];
    return [[field, rule === true ? record[field] : rule(record[field])]];
  });
  return Object.fromEntries(fields);
}

function leftOut(): Record<string, string> {
  const fields = Object.entries(EXPORT_RULES).flatMap(([table, rules]) =>
    Object.entries(rules).flatMap(([field, rule]) =>
      typeof rule === "string" ? [[`${table}.${field}`, rule] as const] : [],
    ),
  );
  return { ...Object.fromEntries(fields), ...EXPORT_LEAVES_OUT, ...EXPORT_HIDES };
}
