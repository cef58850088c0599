import { cpus } from "node:os";

/** What results tell of the machine: nothing that would name it. All its cores, not those that the benchmark keeps to. */
export function thisMachine(): { cpu: string; cores: number } {
  const cores = cpus();
  return { cpu: cores[0]?.model.trim() ?? "unknown", cores: cores.length };
}
