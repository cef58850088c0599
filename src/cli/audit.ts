import type { Command } from "commander";
import { addAuditTail } from "./audit/tail.js";

/** `latchkey audit` */
export function addAudit(program: Command): void {
  const audit = program.command("audit").description("Shows what happened to accounts.");
  addAuditTail(audit);
}
