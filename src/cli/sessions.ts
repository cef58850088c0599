import type { Command } from "commander";
import { addSessionsList } from "./sessions/list.js";
import { addSessionsRevoke } from "./sessions/revoke.js";

/** `latchkey sessions` */
export function addSessions(program: Command): void {
  const sessions = program.command("sessions").description("Looks after the sessions of a user.");
  addSessionsList(sessions);
  addSessionsRevoke(sessions);
}
