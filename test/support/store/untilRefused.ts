import { connect } from "node:net";

/** Resolves when nothing listens on the port any more. */
export async function untilRefused(port: number): Promise<void> {
  for (;;) {
    const probe = connect(port, "127.0.0.1");
    const outcome = await new Promise((resolve) => {
      probe.on("connect", () => resolve("open"));
      probe.on("error", () => resolve("refused"));
    });
    probe.destroy();
    if (outcome === "refused") return;
  }
}
