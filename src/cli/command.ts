import { type Command, Option } from "commander";
import { print } from "../utils/output.js";

/** The result of a command: `data` for programs, `text` for people. */
export interface CommandResult {
  readonly data: unknown;
  /** Ends with a line break. */
  readonly text: string;
}

/** The options that every command has. */
export interface GlobalOptions {
  readonly json?: boolean | undefined;
}

/**
 * An argument or an option: its syntax, its text in the help, how its value is read (of a list one by one, `before` is what the
 * earlier ones gave), and its default.
 */
type Row = readonly [
  syntax: string,
  help: string,
  read?: (text: string, before: never) => unknown,
  byDefault?: unknown,
];
type NamedRows = Readonly<Record<string, Row>>;

/** Without a function that reads the value: a text, or whether a flag is given. */
type Read<R extends Row> = R extends readonly [string, string, (...args: never) => infer Value, ...unknown[]]
  ? Value
  : R[0] extends `${string}<${string}` | `[${string}`
    ? string
    : boolean;
/** What always has a value: a required argument, a list of arguments, an option with a default. */
type Always = readonly [`<${string}` | `[${string}...]`, ...unknown[]] | readonly [string, string, unknown, unknown];
type ValueOf<R extends Row> = R extends Always ? Read<R> : Read<R> | undefined;

type ArgumentsOf<Rows extends readonly Row[]> = { readonly [Index in keyof Rows]: ValueOf<Rows[Index]> };
/** The values of declared options, by their names in the declaration. */
export type OptionsOf<Rows extends NamedRows> = GlobalOptions & { readonly [Name in keyof Rows]: ValueOf<Rows[Name]> };

interface CommandSpec<Arguments extends readonly Row[], Options extends NamedRows> {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly arguments?: Arguments;
  readonly options?: Options;
  /** Does the work. It returns nothing if it has printed its result itself. */
  run(...given: [...ArgumentsOf<Arguments>, OptionsOf<Options>]): Promise<CommandResult | undefined>;
}

/** Adds a command to the program or to a group. */
export type AddCommand = (parent: Command) => void;

/** Declares a command. Its result is printed as text or, with `--json`, as JSON. */
export function command<
  const Arguments extends readonly Row[] = readonly [],
  const Options extends NamedRows = Record<never, Row>,
>(spec: CommandSpec<Arguments, Options>): AddCommand {
  return (parent) => {
    const added = parent.command(spec.name).summary(spec.summary).description(spec.description);
    for (const [syntax, help, read = asText] of spec.arguments ?? []) added.argument(syntax, help, read as Reader);
    const options = Object.entries(spec.options ?? {}).map(([name, [flags, help, read = asText, byDefault]]) => ({
      name,
      option: new Option(flags, help).argParser(read as Reader).default(byDefault),
    }));
    for (const { option } of options) added.addOption(option);
    added.action(async () => {
      const { json, ...values } = added.optsWithGlobals<GlobalOptions & Record<string, unknown>>();
      const named = options.map(({ name, option }) => [name, values[option.attributeName()]]);
      // The types of the values follow from the rows, of which Commander knows nothing.
      const given = [...added.processedArgs, { json, ...Object.fromEntries(named) }] as unknown;
      const result = await spec.run(...(given as Parameters<typeof spec.run>));
      if (result !== undefined) print(json ? `${JSON.stringify(result.data)}\n` : result.text);
    });
  };
}

type Reader = (text: string) => unknown;

function asText(text: string): string {
  return text;
}

/** Declares a group of commands. */
export function group(name: string, summary: string, description: string, commands: readonly AddCommand[]): AddCommand {
  return (parent) => {
    const added = parent.command(name).summary(summary).description(description);
    for (const add of commands) add(added);
  };
}
