import type { ClientInfo } from "../../http/clientInfo.js";
import type { User } from "../../stores/Store.js";

/** A link from an email that somebody has opened. It shows that they read the mailbox, and not that the account is theirs. */
export interface OpenedLink {
  readonly token: string;
  /** That of the account, if they entered one. */
  readonly password: string | null;
  /** Who is signed in in this browser. */
  readonly signedInUserId: string | null;
  readonly presentedDevice: string | null;
  readonly client: ClientInfo;
}

export interface OpenedLinkResult {
  readonly user: User;
  /** `null` when the browser was not known before: a link alone makes no browser known. */
  readonly deviceToken: string | null;
}
