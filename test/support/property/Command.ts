/** Whose token a step presents: what is in a client's jar now, or any that was ever handed out, whichever client holds it. */
export type Which = { of: "jar"; client: number } | { of: "all"; token: number };

/** What becomes of an answer. A late one waits until a later step lets it arrive. */
export type Fate = "arrives" | "is lost" | "is late";

/** A key is the owner's own for that very token, or one that somebody else makes up. */
export type Key = null | "the owner's key" | "another key";

/** One step of a story. Clients, tokens, late answers and servers are numbers that count round what there is. */
export type Command =
  | { kind: "open"; as: "browser" | "client"; server: number }
  /** A client does what its class does with the token in its jar. */
  | { kind: "refresh"; client: number; withKey: boolean; fate: Fate; server: number }
  /** Anybody presents any token, as any class. */
  | { kind: "present"; token: number; fromCookie: boolean; key: Key; server: number }
  | { kind: "deliver"; answer: number }
  | { kind: "burst"; which: Which; size: number }
  | { kind: "use"; which: Which; server: number }
  | { kind: "logout"; which: Which; server: number }
  | { kind: "changePassword"; client: number; fate: Fate; server: number }
  | { kind: "endAll" }
  | { kind: "advance"; by: number }
  | { kind: "restart"; server: number };

/** What happens in a step, in words. */
export function inWords(command: Command): string {
  switch (command.kind) {
    case "open":
      return `a ${command.as} signs in${at(command)}`;
    case "refresh":
      return `client ${command.client} refreshes${command.withKey ? " with its key" : ""}${at(command)}; the answer ${command.fate}`;
    case "present":
      return `token ${command.token} is presented ${command.fromCookie ? "as a browser's cookie" : "in a body"}, with ${command.key ?? "no key"}${at(command)}`;
    case "deliver":
      return `late answer ${command.answer} arrives`;
    case "burst":
      return `${command.size} tabs present ${inHand(command.which)} at once, on all servers`;
    case "use":
      return `the access token beside ${inHand(command.which)} is used${at(command)}`;
    case "logout":
      return `${inHand(command.which)} signs out${at(command)}`;
    case "changePassword":
      return `client ${command.client} changes the password${at(command)}; the answer ${command.fate}`;
    case "endAll":
      return "every session is ended";
    case "advance":
      return `the clock is set ${command.by < 0 ? "back" : "forward"} by ${Math.abs(command.by)} ms`;
    case "restart":
      return `server ${command.server} is restarted`;
  }
}

function at({ server }: { server: number }): string {
  return ` (server ${server})`;
}

function inHand(which: Which): string {
  return which.of === "jar" ? `the token in the jar of client ${which.client}` : `token ${which.token} of all`;
}
