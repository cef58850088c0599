import { oldDriverProblem } from "../../stores/index.js";
import { fail, pass, settingsCheck, skip } from "../Check.js";

export const mongoDriver = settingsCheck({
  id: "mongodb-driver",
  title: "The MongoDB driver is at least as new as the tested one",
  issues: {
    old: {
      severity: "medium",
      title: "The MongoDB driver is older than the tested one",
      reference: "OWASP ASVS 5.0 15.2.1",
      fix: "Add the override to the package.json of the app, and install again (docs/start/express.md).",
    },
  },
  inspect: async ({ config }, { mongoDriverVersion }) => {
    if (!config.databaseUrl.startsWith("mongodb")) return [pass("no MongoDB")];
    const version = await mongoDriverVersion();
    if (version === null) return [skip("The driver does not report its version.")];
    const problem = oldDriverProblem(version);
    return [problem === null ? pass(`mongodb ${version}`) : fail("old", problem)];
  },
});
