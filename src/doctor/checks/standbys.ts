import { countAsynchronousStandbys } from "../../stores/index.js";
import { fail, pass, settingsCheck } from "../Check.js";

export const standbys = settingsCheck({
  id: "standbys",
  title: "A failover of the database loses nothing",
  issues: {
    asynchronous: {
      severity: "medium",
      title: "A failover would lose acknowledged writes: ended sessions would work again",
      reference: "OWASP ASVS 5.0 7.4.1",
      fix: "Set synchronous_standby_names in PostgreSQL (docs/guides/postgresql.md). No action is needed if no standby is ever promoted.",
    },
  },
  inspect: async ({ config }) => {
    if (!config.databaseUrl.startsWith("postgres")) return [pass("no PostgreSQL")];
    const count = await countAsynchronousStandbys(config.databaseUrl);
    if (count === 0) return [pass("no standby, or a synchronous one")];
    return [fail("asynchronous", `${count} connected, and synchronous_standby_names is empty`)];
  },
});
