#!/usr/bin/env node
import { onReaderGone } from "../utils/output.js";
import { runCli } from "./runCli.js";

/** The command `latchkey`. The only file of the command line that ends the process. */
onReaderGone(() => process.exit(0));
const code = await runCli(process.argv.slice(2));
// A failed start leaves an open database behind. What succeeded ends by itself, or serves on.
if (code !== 0) process.exit(code);
