import { loadPrograms } from "./start/loadPrograms.js";

/** `npm start` */
const { runServer } = await loadPrograms();
await runServer();
