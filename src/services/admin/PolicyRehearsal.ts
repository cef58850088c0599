import type { Store, User } from "../../stores/Store.js";
import type { Clock } from "../../utils/clock.js";
import { timeOfId } from "../../utils/ids.js";
import type { EnrolledFactors, SecondFactorPolicy } from "../assurance/index.js";
import { type Outlook, outlookOf } from "./outlookOf.js";

/** How many accounts of each outlook are named. */
const MAX_NAMED = 10;
const PAGE = 500;

export interface RehearsedGroup {
  readonly count: number;
  /** The oldest of them. */
  readonly first: readonly Pick<User, "_id" | "username" | "email">[];
}

export interface Rehearsed {
  readonly accounts: number;
  readonly groups: Readonly<Record<Outlook, RehearsedGroup>>;
}

interface PolicyRehearsalDeps {
  readonly store: Pick<Store, "users">;
  readonly clock: Clock;
  readonly enrolledFactors: EnrolledFactors;
}

/** What REQUIRE_SECOND_FACTOR would do to the accounts that are stored. */
export class PolicyRehearsal {
  readonly #deps: PolicyRehearsalDeps;
  #since: number | null = null;

  constructor(deps: PolicyRehearsalDeps) {
    this.#deps = deps;
  }

  /**
   * Decides for every account, page by page, and writes nothing. Accounts that are created meanwhile may be left out.
   *
   * @param report called after each page, in any unit
   */
  async run(policy: SecondFactorPolicy, report: (done: number, total: number) => void): Promise<Rehearsed> {
    const groups = noGroups();
    let accounts = 0;
    for await (const page of this.#pages()) {
      const outlooks = await Promise.all(page.map((user) => this.#outlookOf(user, policy)));
      for (const [index, user] of page.entries()) add(groups, outlooks[index] ?? "unchanged", user);
      accounts += page.length;
      report(...this.#progress(page));
    }
    return { accounts, groups };
  }

  async *#pages(): AsyncGenerator<User[]> {
    for (let after: string | null = null; ; ) {
      const page: User[] = await this.#deps.store.users.list({ by: "_id", prefix: "", after, limit: PAGE });
      if (page.length > 0) yield page;
      if (page.length < PAGE) return;
      after = page.at(-1)?._id ?? null;
    }
  }

  async #outlookOf(user: User, policy: SecondFactorPolicy): Promise<Outlook> {
    return outlookOf(user, await this.#deps.enrolledFactors.ofUser(user), policy);
  }

  /** No store counts accounts. They come in the order in which they were made, so the time says how many are left. */
  #progress(page: readonly User[]): [done: number, total: number] {
    this.#since ??= timeOfId(page[0]?._id ?? "");
    return [timeOfId(page.at(-1)?._id ?? "") - this.#since, Math.max(1, this.#deps.clock.now() - this.#since)];
  }
}

type Groups = Record<Outlook, { count: number; first: Pick<User, "_id" | "username" | "email">[] }>;

function noGroups(): Groups {
  const none = () => ({ count: 0, first: [] });
  return {
    unchanged: none(),
    asked: none(),
    enrols: none(),
    disabled: none(),
    "no-way-in": none(),
    unverified: none(),
  };
}

function add(groups: Groups, outlook: Outlook, { _id, username, email }: User): void {
  const group = groups[outlook];
  group.count += 1;
  if (group.first.length < MAX_NAMED) group.first.push({ _id, username, email });
}
