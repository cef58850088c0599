import type { Argument, Command, Option } from "commander";
import { CLI_ERRORS, EXIT_CODES } from "../../src/cli/failures.js";
import { createProgram } from "../../src/cli/program.js";
import type { Parts } from "./fillPage.js";
import { markdownTable } from "./markdownTable.js";

/** Every command, from the definitions that parse the command line. */
export function cliParts(): Parts {
  const exits = Object.values(EXIT_CODES).map(({ code, means }) => [`${code}`, means]);
  return {
    exits: markdownTable(["code", "meaning"], exits),
    errors: markdownTable(["code", "exit", "meaning"], Object.entries(CLI_ERRORS).map(errorRow)),
    commands: commandsOf(createProgram()).map(commandSection).join("\n\n"),
  };
}

function errorRow([code, { exit, means }]: [string, { exit: keyof typeof EXIT_CODES; means: string }]): string[] {
  return [`\`${code}\``, String(EXIT_CODES[exit].code), means];
}

/** Every command that does something, each group's in its place. */
function commandsOf(command: Command): Command[] {
  return command.commands.flatMap((child) => (child.commands.length > 0 ? commandsOf(child) : [child]));
}

function commandSection(command: Command): string {
  const names = [command.name()];
  for (let parent = command.parent; parent !== null; parent = parent.parent) names.unshift(parent.name());
  const values = [...command.registeredArguments.map(argumentLine), ...command.options.map(optionLine)];
  return [
    `### ${names.slice(1).join(" ")}`,
    command.description(),
    `\`\`\`sh\n${names.join(" ")} ${command.usage()}\n\`\`\``,
    ...(values.length > 0 ? [values.join("\n")] : []),
  ].join("\n\n");
}

function argumentLine(argument: Argument): string {
  const name = argument.variadic ? `${argument.name()}...` : argument.name();
  return `- \`${argument.required ? `<${name}>` : `[${name}]`}\`: ${escaped(argument.description)}`;
}

function optionLine({ flags, description, defaultValue }: Option): string {
  const byDefault = defaultValue === undefined ? "" : ` (default: ${defaultValue})`;
  return `- \`${flags}\`: ${escaped(description)}${byDefault}`;
}

/** Outside of code a `<` would begin a tag. */
function escaped(text: string): string {
  return text.replaceAll(/(?<!`[^`]*)</g, "\\<");
}
