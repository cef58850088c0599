import { oldDriverProblem } from "../../stores/index.js";
import { fine, found, settingsCheck, unchecked } from "../Check.js";
import { readMongoAddress } from "./mongoAddress.js";

export const mongoDriver = settingsCheck({
  id: "mongodb-driver",
  title: "The MongoDB driver is as new as the one that Latchkey is tested with",
  looksAt: "With MongoDB: the version of the package mongodb that Mongoose brings. Nothing is connected.",
  faults: {
    old: {
      severity: "medium",
      title: "The MongoDB driver is older than the one that Latchkey is tested with",
      clause: "OWASP ASVS 5.0 15.2.1",
      cure: "Add the override to the package.json of the app, and install again (docs/start/express.md).",
    },
  },
  look: async ({ config }, { mongoDriverVersion }) => {
    if (readMongoAddress(config.databaseUrl) === null) return [fine("SQLite needs none")];
    const version = await mongoDriverVersion();
    if (version === null) return [unchecked("The driver does not report its version.")];
    const problem = oldDriverProblem(version);
    return [problem === null ? fine(`mongodb ${version}`) : found("old", problem)];
  },
});
