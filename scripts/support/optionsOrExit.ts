/** What the command line asks for, or `null` when it makes no sense: that is said, and the exit code is 2. */
export function optionsOrExit<Options>(read: (args: readonly string[]) => Options): Options | null {
  try {
    return read(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
    return null;
  }
}
