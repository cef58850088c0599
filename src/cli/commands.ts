import type { Command } from "commander";
import { addAudit } from "./audit.js";
import { addBackup } from "./backup.js";
import { addCopy } from "./copy.js";
import { addDoctor } from "./doctor.js";
import { addImport } from "./import.js";
import { addInit } from "./init.js";
import { addKeys } from "./keys.js";
import { addMigrate } from "./migrate.js";
import { addServe } from "./serve.js";
import { addSessions } from "./sessions.js";
import { addUsers } from "./users.js";

/** Every command, in the order of the help. A new one is a file beside this one and a line here. */
export const commands: readonly ((program: Command) => void)[] = [
  addServe,
  addInit,
  addMigrate,
  addBackup,
  addUsers,
  addImport,
  addCopy,
  addSessions,
  addKeys,
  addAudit,
  addDoctor,
];
