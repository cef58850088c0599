import type { Command } from "commander";
import { type Endpoint, examine, readServerSettings, type ServerSettings } from "../doctor/index.js";
import { print } from "../utils/output.js";
import { working } from "./answer.js";
import { renderReport, reportOf } from "./doctor/report.js";
import { CliError } from "./failures.js";
import { endpoint, siteUrl } from "./options.js";
import { ownVersion } from "./ownVersion.js";
import { type PasswordOptions, readPassword } from "./passwords.js";
import { withProgress } from "./progress.js";

interface Options extends PasswordOptions {
  readonly account?: string;
  /** `--no-…` makes these. */
  readonly config: boolean;
  readonly load: boolean;
  readonly connect?: Endpoint;
  readonly connectPlain?: Endpoint;
}

const NO_SETTINGS: ServerSettings = { kind: "absent", reason: "Left out by --no-config." };

/** `latchkey doctor` */
export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .summary("look at a deployment from outside, and at its settings")
    .description(
      "Looks at a deployment as a stranger sees it, and at its settings where it is run in the folder of the server: some hundred requests, each with an end, and no redirect is followed. Tries an account that cannot be until it is limited. Changes nothing. Ends with 1 when something of medium severity or worse was found; every check is in docs/doctor.md.",
    )
    .argument("[url]", "the address that users see; PUBLIC_URL unless given", siteUrl)
    .option("--account <user>", "sign in and out as this user, to see cookies and the address of the session")
    .option("--password-stdin", "read the password of --account from stdin")
    .option("--no-config", "look from outside only")
    .option("--no-load", "do not try whether sign-ins are limited")
    .option("--connect <host:port>", "connect there, wherever the name points: before DNS does", endpoint)
    .option("--connect-plain <host:port>", "the same for http, which is at port 80 otherwise", endpoint)
    .action(
      working(async (given: URL | undefined, options: Options) => {
        const settings = options.config ? readServerSettings() : NO_SETTINGS;
        const url = given ?? urlIn(settings);
        const { account: login, load, connect, connectPlain, json } = options;
        const credentials = login === undefined ? null : { login, password: await readPassword(options) };
        const at = { endpoint: connect, plainEndpoint: connectPlain };
        const examined = await withProgress("Looking", (onChecked) =>
          examine({ url, settings, version: ownVersion(), load, credentials, onChecked, ...at }),
        );
        const report = reportOf(url, examined);
        print(json ? `${JSON.stringify(report)}\n` : renderReport(report));
        const { medium, high } = report.summary;
        if (medium + high > 0) throw new CliError("UNHEALTHY", `Of medium severity or worse: ${medium + high}.`);
      }),
    );
}

function urlIn(settings: ServerSettings): URL {
  if (settings.kind === "known") return new URL(settings.config.publicUrl);
  if (settings.kind === "wrong") throw new CliError("CONFIG_INVALID", settings.reason);
  throw new CliError("USAGE", `A URL is needed: ${settings.reason}`);
}
