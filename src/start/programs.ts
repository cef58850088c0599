/** What `npm run build` puts into one file. */
export { runCommandLine } from "./commandLine.js";
export { runServer } from "./server.js";
