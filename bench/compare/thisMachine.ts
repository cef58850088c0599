import { availableParallelism, cpus } from "node:os";

/** What results tell of the machine: nothing that would name it. */
export function thisMachine(): { cpu: string; cores: number } {
  return { cpu: cpus()[0]?.model.trim() ?? "unknown", cores: availableParallelism() };
}
