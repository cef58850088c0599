// Starts the built server in an empty folder, asks whether it is ready, and stops it by SIGTERM, which must end with 0.
import { startBuiltServer } from "./support/startBuiltServer.js";

const server = await startBuiltServer();
const { status } = await fetch(`${server.origin}/health/ready`).catch(async (error: unknown) => {
  await server.stop();
  throw error;
});
const code = await server.stop();
if (status !== 200) throw new Error(`/health/ready answered ${status}`);
if (code !== 0) throw new Error(`SIGTERM ended with exit code ${code}`);
process.stdout.write("The built server starts, is ready and stops in order.\n");
