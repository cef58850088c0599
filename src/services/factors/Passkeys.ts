import type { ClientInfo } from "../../http/clientInfo.js";
import { compareAndSetLoop } from "../../stores/compareAndSetLoop.js";
import type { Passkey, PasskeyStore, User, UserStore } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { Clock } from "../../utils/clock.js";
import {
  type Evidence,
  type FlowTokens,
  type OpenedFlow,
  type PendingSignIn,
  passkeyVerified,
  userOfFlow,
} from "../assurance/index.js";
import type { AuditLog } from "../audit/index.js";
import type { FactorAttempts } from "../rateLimit/index.js";
import {
  CEREMONY_LIFE,
  challengeHash,
  newChallenge,
  passkeyIdOf,
  type RelyingParty,
  type RequestOptions,
  requestOptions,
} from "./ceremony.js";
import { type Assertion, judgeAssertion } from "./judgeAssertion.js";
import { type AssertionCredential, verifyAssertion } from "./verifyAssertion.js";

interface PasskeysDeps {
  readonly users: Pick<UserStore, "byId">;
  readonly passkeys: Pick<PasskeyStore, "get" | "compareAndSet" | "listByUser">;
  readonly clock: Clock;
  readonly audit: AuditLog;
  readonly factorAttempts: Pick<FactorAttempts, "succeededElsewhere">;
  readonly flows: FlowTokens;
  readonly site: RelyingParty;
}

/** A passkey that answers the challenge of a flow. */
export interface PasskeyProof {
  readonly flow: string;
  readonly credential: AssertionCredential;
}

interface Proved {
  readonly user: User;
  readonly evidence: Evidence;
}

interface Challenged {
  readonly challenge: string;
  readonly pending: PendingSignIn | null;
}

/** Proving with a passkey who one is: the challenge, and the answer to it. */
export class Passkeys {
  readonly #deps: PasskeysDeps;

  constructor(deps: PasskeysDeps) {
    this.#deps = deps;
  }

  /**
   * A challenge for whatever passkey the user chooses: it names no account, so there is nothing to enumerate, and writes nothing. In
   * the second step of a sign-in, whose flow is `pending`, it names the passkeys of the account.
   * Throws FLOW_INVALID.
   */
  async options(pending: string | null): Promise<{ flow: string; options: RequestOptions }> {
    const { users, clock, flows, site, passkeys } = this.#deps;
    const challenge = newChallenge();
    const expiresAt = clock.now() + CEREMONY_LIFE;
    if (pending === null) {
      const payload: Challenged = { challenge, pending };
      const flow = flows.seal({ purpose: "passkey", user: null, payload, expiresAt });
      return { flow, options: requestOptions(site, { challenge, allowed: null }) };
    }
    const begun = flows.open<PendingSignIn>(pending, ["sign-in"]);
    const user = await userOfFlow(begun, users);
    const allowed = await passkeys.listByUser(user._id);
    const payload: Challenged = { challenge, pending: begun.payload };
    const flow = flows.seal({ purpose: "passkey", user, payload, expiresAt: Math.min(expiresAt, begun.expiresAt) });
    return { flow, options: requestOptions(site, { challenge, allowed }) };
  }

  /**
   * Verifies a proof and spends it: of several requests with one proof, one succeeds.
   * Throws FLOW_INVALID, PASSKEY_INVALID, RATE_LIMITED (too many proofs of one passkey within a few minutes).
   *
   * @param by the user who has to be the owner of the passkey, where that is known
   */
  async verify(
    proof: PasskeyProof,
    { by = null, client }: { by?: string | null; client: ClientInfo },
  ): Promise<Proved> {
    const opened = this.#deps.flows.open<Challenged>(proof.flow, ["passkey"]);
    if (opened.payload.pending !== null) throw new ApiError("FLOW_INVALID");
    return this.#verify(opened, proof, by, client);
  }

  /** The same in the second step of a sign-in, by a passkey of the user who has begun it. */
  async verifySecondStep(
    proof: PasskeyProof,
    client: ClientInfo,
  ): Promise<Proved & { readonly pending: OpenedFlow<PendingSignIn> }> {
    const { users, flows } = this.#deps;
    const opened = flows.open<Challenged>(proof.flow, ["passkey"]);
    const { pending } = opened.payload;
    if (pending === null) throw new ApiError("FLOW_INVALID");
    const { _id } = await userOfFlow(opened, users);
    return { ...(await this.#verify(opened, proof, _id, client)), pending: { ...opened, payload: pending } };
  }

  async #verify(
    { payload: { challenge }, expiresAt }: OpenedFlow<Challenged>,
    { credential }: PasskeyProof,
    by: string | null,
    client: ClientInfo,
  ): Promise<Proved> {
    const { users, passkeys, clock, factorAttempts, site } = this.#deps;
    const passkey = (await passkeys.get(passkeyIdOf(credential.id))) ?? refuse();
    if (by !== null && passkey.userId !== by) return refuse();
    const verified = await verifyAssertion(credential, passkey, { challenge, site, isOwnerKnown: by !== null });
    // A passkey that a registration has left without its user opens nothing.
    const user = (await users.byId(passkey.userId)) ?? refuse();
    const spent = { challengeHash: challengeHash(challenge), flowExpiresAt: expiresAt };
    await this.#spend(passkey, { ...verified, ...spent }, client);
    await factorAttempts.succeededElsewhere(user._id);
    return { user, evidence: passkeyVerified(clock.now(), true) };
  }

  /** One write that notes the use and the challenge. It comes before anything is given for it. */
  async #spend(known: Passkey, assertion: Assertion, client: ClientInfo): Promise<void> {
    const { passkeys, clock, audit } = this.#deps;
    const { userId, name } = known;
    let current: Passkey | null = known;
    await compareAndSetLoop(async () => {
      const passkey: Passkey = current ?? (await passkeys.get(known._id)) ?? refuse();
      current = null;
      const verdict = judgeAssertion(passkey, assertion, clock.now());
      if (verdict.kind === "busy") {
        throw new ApiError("RATE_LIMITED", { retryAfterSeconds: verdict.retryAfterSeconds });
      }
      if (verdict.kind === "refused") {
        const event = { name: "passkey_refused", userId, sessionId: null, client, detail: { name } } as const;
        if (verdict.reason === "cloned") audit.record(event);
        return refuse();
      }
      const { kind } = await passkeys.compareAndSet(verdict.next, passkey.version);
      if (kind === "conflict") return undefined;
      const event = { name: "passkey_counter_fell", userId, sessionId: null, client, detail: { name } } as const;
      if (verdict.counterFell) audit.record(event);
      return true;
    });
  }
}

function refuse(): never {
  throw new ApiError("PASSKEY_INVALID");
}
