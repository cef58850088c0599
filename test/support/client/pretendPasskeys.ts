import { onTestFinished, vi } from "vitest";

interface UnknownCredential {
  readonly rpId: string;
  readonly credentialId: string;
}

interface Ceremony {
  readonly kind: "create" | "get";
  readonly mediation: string | undefined;
  readonly signal: AbortSignal;
  /** What the user does. */
  choose(credential?: object): void;
  fail(name: string): void;
}

/** The passkeys of a browser, until the end of the test. Like a browser it has one ceremony at a time. */
export function pretendPasskeys() {
  const ceremonies: Ceremony[] = [];
  const unknown: string[] = [];
  let isBusy = false;

  function begin(kind: Ceremony["kind"], { mediation, signal }: { mediation?: string; signal: AbortSignal }) {
    if (isBusy) throw new DOMException("A request is already pending.", "OperationError");
    isBusy = true;
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        isBusy = false;
        settle();
      };
      signal.addEventListener("abort", () => end(() => reject(signal.reason)));
      ceremonies.push({
        kind,
        mediation,
        signal,
        choose: (credential = { id: "passkey-1" }) => end(() => resolve({ toJSON: () => credential })),
        fail: (name) => end(() => reject(new DOMException("Refused.", name))),
      });
    });
  }

  vi.stubGlobal("PublicKeyCredential", {
    parseCreationOptionsFromJSON: (options: object) => options,
    parseRequestOptionsFromJSON: (options: object) => options,
    isConditionalMediationAvailable: async () => true,
    signalUnknownCredential: async ({ rpId, credentialId }: UnknownCredential) => {
      unknown.push(`${credentialId} of ${rpId}`);
    },
  });
  vi.stubGlobal("navigator", {
    credentials: {
      create: (options: never) => begin("create", options),
      get: (options: never) => begin("get", options),
    },
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  return {
    ceremonies,
    /** The passkeys that the page has given up. */
    unknown,
    isBusy: () => isBusy,
    /** The nth ceremony, when it has begun. */
    nth: (n: number) => vi.waitUntil(() => ceremonies[n - 1]),
  };
}
