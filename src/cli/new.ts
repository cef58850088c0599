import { join, relative, resolve } from "node:path";
import { PACKAGE_FOLDER, VERSION } from "../serve/index.js";
import { command } from "./command.js";
import { CliError } from "./failures.js";
import { TEMPLATES, type TemplateName } from "./new/templates.js";
import { assertFree, writeApp } from "./new/writeApp.js";
import { oneOf } from "./options.js";
import { canPrompt, type PromptOptions, promptChoice, promptText } from "./prompts.js";

const NAMES = Object.keys(TEMPLATES) as TemplateName[];

const LIST = new Intl.ListFormat("en-GB", { type: "disjunction" });

const OPTIONS = {
  template: ["-t, --template <name>", NAMES.join(", "), oneOf(NAMES)],
  yes: ["-y, --yes", "do not prompt"],
} as const;

export const newCommand = command({
  name: "new",
  summary: "create a small app that signs users in",
  description:
    "Writes a TypeScript app with a test into a new folder, and secrets for localhost into its .env file, which git ignores. On a terminal it prompts for what is missing.",
  arguments: [["[folder]", "where to write it: a new or an empty folder"]],
  options: OPTIONS,
  run: async (given, options) => {
    const folder = resolve(given ?? (await promptFolder(options)));
    assertFree(folder);
    const template = options.template ?? (await promptTemplate(options));
    const files = writeApp(join(PACKAGE_FOLDER, "templates", template), folder, VERSION);
    const place = relative(".", folder);
    const enter = place === "" ? [] : [`cd ${/\s/.test(place) ? `"${place}"` : place}`];
    const steps = [...enter, "npm install", "npm run dev"];
    const text = `Created ${folder}. Now run:\n${steps.map((step) => `  ${step}\n`).join("")}`;
    return { data: { folder, template, files }, text };
  },
});

function promptFolder(options: PromptOptions): Promise<string> {
  if (!canPrompt(options)) throw new CliError("INPUT_MISSING", "Folder required: latchkey new my-app.");
  return promptText("Folder of the new app", {
    initial: "my-app",
    check: (text) => (text.trim() === "" ? "A folder is required." : undefined),
  });
}

function promptTemplate(options: PromptOptions): Promise<TemplateName> {
  if (!canPrompt(options)) throw new CliError("INPUT_MISSING", `Template required: --template ${LIST.format(NAMES)}.`);
  const choices = NAMES.map((value) => ({ value, label: value, hint: TEMPLATES[value] }));
  return promptChoice("Template", choices);
}
