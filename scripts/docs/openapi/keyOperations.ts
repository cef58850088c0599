import * as answers from "./answers.js";
import { KEY_SET } from "./examples.js";
import type { Operation } from "./Operation.js";

/** For services that check access tokens themselves. */
export const keyOperations: readonly Operation[] = [
  {
    method: "get",
    path: "/.well-known/jwks.json",
    id: "keySet",
    tag: "Keys",
    summary: "The public keys of access tokens",
    description: "RFC 7517. With `ACCESS_TOKEN_ALGORITHM=HS256` there are none, and the answer is 404.",
    access: "anybody",
    success: { status: 200, data: answers.keySet, example: KEY_SET, message: "The keys.", isForEverybody: true },
    failures: ["NOT_FOUND"],
  },
];
