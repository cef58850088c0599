import type { Command } from "commander";
import type { Endpoint } from "../doctor/index.js";
import { working } from "./answer.js";
import { endpoint, siteUrl } from "./options.js";
import type { PasswordOptions } from "./passwords.js";

export interface DoctorOptions extends PasswordOptions {
  readonly account?: string;
  /** `--no-…` makes these. */
  readonly config: boolean;
  readonly load: boolean;
  readonly connect?: Endpoint;
  readonly connectPlain?: Endpoint;
}

/** `latchkey doctor` */
export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .summary("look at a deployment from outside, and at its settings")
    .description(
      "Looks at a deployment as a stranger sees it, and at its settings where it is run in the folder of the server: some hundred requests, each with an end, and no redirect is followed. Tries an account that cannot be until it is limited. Changes nothing. Ends with 1 when something of medium severity or worse was found; every check is in docs/reference/doctor.md.",
    )
    .argument("[url]", "the address that users see; PUBLIC_URL unless given", siteUrl)
    .option("--account <user>", "sign in and out as this user, to see cookies and the address of the session")
    .option("--password-stdin", "read the password of --account from stdin")
    .option("--no-config", "look from outside only")
    .option("--no-load", "do not try whether sign-ins are limited")
    .option("--connect <host:port>", "connect there, wherever the name points: before DNS does", endpoint)
    .option("--connect-plain <host:port>", "the same for http, which is at port 80 otherwise", endpoint)
    .action(
      working(async (given: URL | undefined, options: DoctorOptions) => {
        // On demand: a server that is started by this program need not read all of the doctor.
        const { runDoctor } = await import("./doctor/runDoctor.js");
        await runDoctor(given, options);
      }),
    );
}
