import { randomUUID } from "node:crypto";
import type {
  Provider,
  ProviderAnswer,
  ProviderIdentity,
  ProviderRequest,
} from "../../../src/services/providers/index.js";
import { ApiError } from "../../../src/utils/ApiError.js";

const AUTHORIZE = "https://provider.example/authorize";

/** A provider without a protocol: it knows who a code is of, and each works once. */
export class StubProvider implements Provider {
  readonly name: string;
  readonly label: string;
  /** The answers that it was asked to redeem. */
  readonly redeemed: ProviderAnswer[] = [];
  readonly requests: ProviderRequest[] = [];
  isDown = false;
  readonly #codes = new Map<string, ProviderIdentity>();

  constructor(name: string, label: string) {
    this.name = name;
    this.label = label;
  }

  async authorizationUrl(request: ProviderRequest): Promise<string> {
    if (this.isDown) throw new ApiError("PROVIDER_UNAVAILABLE");
    this.requests.push(request);
    return `${AUTHORIZE}?state=${request.state}&nonce=${request.nonce}`;
  }

  async identify(answer: ProviderAnswer): Promise<ProviderIdentity> {
    this.redeemed.push(answer);
    if (this.isDown) throw new ApiError("PROVIDER_UNAVAILABLE");
    if (answer["error"] !== undefined) throw new ApiError("PROVIDER_REFUSED");
    const code = answer["code"] ?? "";
    const who = this.#codes.get(code);
    if (who === undefined || !this.#codes.delete(code)) throw new ApiError("FLOW_INVALID");
    return who;
  }

  /** The code that the browser brings back when this person has signed in there. */
  codeOf(who: ProviderIdentity): string {
    const code = randomUUID();
    this.#codes.set(code, who);
    return code;
  }
}
