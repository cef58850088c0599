import { examine, readServerSettings, type ServerSettings } from "../../doctor/index.js";
import { print } from "../../utils/output.js";
import type { DoctorOptions } from "../doctor.js";
import { CliError } from "../failures.js";
import { ownVersion } from "../ownVersion.js";
import { readPassword } from "../passwords.js";
import { withProgress } from "../progress.js";
import { renderReport, reportOf } from "./report.js";

const NO_SETTINGS: ServerSettings = { kind: "absent", reason: "Left out by --no-config." };

/** Examines the deployment and prints the report. Throws UNHEALTHY after it when something is of medium severity or worse. */
export async function runDoctor(given: URL | undefined, options: DoctorOptions): Promise<void> {
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
}

function urlIn(settings: ServerSettings): URL {
  if (settings.kind === "known") return new URL(settings.config.publicUrl);
  if (settings.kind === "wrong") throw new CliError("CONFIG_INVALID", settings.reason);
  throw new CliError("USAGE", `A URL is needed: ${settings.reason}`);
}
