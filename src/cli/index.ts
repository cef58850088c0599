#!/usr/bin/env node
import { loadPrograms } from "../start/loadPrograms.js";

/** The command `latchkey`. */
const { runCommandLine } = await loadPrograms();
await runCommandLine(process.argv.slice(2));
