import { loadProgramsAndKeepCode } from "./loadPrograms.js";

/** For the build: the command `latchkey`, which keeps what V8 has compiled by its end. */
await loadProgramsAndKeepCode().runCommandLine(process.argv.slice(2));
