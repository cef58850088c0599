import type { ClientAuth, ServerMetadata } from "openid-client";
import type { OpenIdLibrary } from "./openidLibrary.js";

/**
 * How a provider learns our secret (RFC 6749 §2.3.1). Its metadata list what it can, and each client may be registered for one of
 * them: the header is tried first, because it is the default of the standard, and the body when that is refused.
 */
export class ClientSecret {
  readonly #secret: () => string;
  readonly #postsAlways: boolean;
  #prefersPost = false;

  constructor({ clientSecret, postsSecret }: { clientSecret: () => string; postsSecret: boolean }) {
    this.#secret = clientSecret;
    this.#postsAlways = postsSecret;
  }

  authenticationWith({ ClientSecretBasic, ClientSecretPost }: OpenIdLibrary): ClientAuth {
    return (server, client, body, headers) => {
      const method = this.#posts(server) ? ClientSecretPost : ClientSecretBasic;
      method(this.#secret())(server, client, body, headers);
    };
  }

  /** Takes the other way from now on. `false` when there is none. */
  switchMethod(server: ServerMetadata): boolean {
    const methods = methodsOf(server);
    const hasBoth = methods.includes("client_secret_basic") && methods.includes("client_secret_post");
    if (this.#postsAlways || !hasBoth) return false;
    this.#prefersPost = !this.#prefersPost;
    return true;
  }

  #posts(server: ServerMetadata): boolean {
    return this.#postsAlways || this.#prefersPost || !methodsOf(server).includes("client_secret_basic");
  }
}

/** OpenID Connect Discovery §3: the default where nothing is listed. */
function methodsOf({ token_endpoint_auth_methods_supported: methods }: ServerMetadata): readonly string[] {
  return Array.isArray(methods) ? methods : ["client_secret_basic"];
}
