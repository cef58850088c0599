import type { Argument, Command, Option } from "commander";
import { CLI_ERRORS, EXIT_CODES } from "../../src/cli/failures.js";
import { USER_ARGUMENT } from "../../src/cli/options.js";
import { createProgram } from "../../src/cli/program.js";
import type { Parts } from "./fillPage.js";

/** Every command, from the definitions that parse the command line. */
export function cliParts(): Parts {
  const exits = Object.entries(EXIT_CODES).map(([name, { code, means }]) => `- \`${code}\`: ${exitText(name, means)}`);
  return {
    exits: exits.join("\n"),
    commands: commandsOf(createProgram()).map(commandSection).join("\n\n"),
  };
}

/** An exit code, and below it the error codes that come with it. */
function exitText(name: string, means: string): string {
  const errors = Object.entries(CLI_ERRORS).filter(([, { exit }]) => exit === name);
  return [means, ...errors.map(([code, error]) => `\`${code}\`: ${error.means}`)].join("<br>");
}

/** Every command that does something, each group's in its place. */
function commandsOf(command: Command): Command[] {
  return command.commands.flatMap((child) => (child.commands.length > 0 ? commandsOf(child) : [child]));
}

function commandSection(command: Command): string {
  const names = [command.name()];
  for (let parent = command.parent; parent !== null; parent = parent.parent) names.unshift(parent.name());
  const call = [...names.slice(1), ...command.registeredArguments.map(argumentName)].join(" ");
  const values = [...argumentLines(command), ...command.options.map(optionLine)];
  return [
    `### ${escaped(call)}`,
    escaped(command.description()),
    ...(values.length > 0 ? [values.join("\n")] : []),
  ].join("\n\n");
}

/** The page says once what a `<user>` is. */
function argumentLines(command: Command): string[] {
  return command.registeredArguments
    .filter(({ description }) => description !== USER_ARGUMENT[1])
    .map((argument) => `- \`${argumentName(argument)}\`: ${escaped(argument.description)}`);
}

function argumentName(argument: Argument): string {
  const name = argument.variadic ? `${argument.name()}...` : argument.name();
  return argument.required ? `<${name}>` : `[${name}]`;
}

function optionLine({ flags, description, defaultValue }: Option): string {
  const byDefault = defaultValue === undefined ? "" : ` (default: ${defaultValue})`;
  return `- \`${flags}\`: ${escaped(description)}${byDefault}`;
}

/** Outside of code a `<` would begin a tag. */
function escaped(text: string): string {
  return text.replaceAll(/(?<!`[^`]*)</g, "\\<");
}
