import { type EnvValues, type SettingName, settings } from "../../config/index.js";
import { promptSecret, promptText } from "../prompts.js";

interface Prompt {
  readonly name: SettingName;
  readonly message: string;
  readonly initial?: string;
  /** The URL may contain a user and a password, which are prompted for separately. */
  readonly login?: true;
}

/** The settings that most installations need. All others are in the file, commented out. */
const PROMPTS: readonly Prompt[] = [
  { name: "PUBLIC_URL", message: "Public URL that users see", initial: "http://localhost:3000" },
  {
    name: "DATABASE_URL",
    message: "Database: sqlite:<file>, postgres://… or mongodb://…, without a password",
    initial: settings.DATABASE_URL.default,
    login: true,
  },
  { name: "SMTP_URL", message: "Mail server, such as smtps://mail.example.com:465 (empty: none)", login: true },
  { name: "MAIL_FROM", message: "Sender of mail (empty: no-reply at the public URL)" },
  { name: "TRUST_PROXY", message: "Number or addresses of the proxies in front of the server (empty: none)" },
  { name: "CORS_ORIGIN", message: "Other origins whose pages may call the API (empty: none)" },
];

/** Prompts for the settings that are not known yet. An empty answer keeps the default. */
export async function promptSettings(known: EnvValues): Promise<EnvValues> {
  const answers: Partial<Record<SettingName, string>> = {};
  for (const { name, message, initial = "", login } of PROMPTS.filter((prompt) => known[prompt.name] === undefined)) {
    const answer = (await promptText(message, { initial, check: (text) => faultOf(name, text.trim()) })).trim();
    if (answer === "" || answer === settings[name].default) continue;
    answers[name] = login ? await withLogin(answer) : answer;
  }
  return answers;
}

function faultOf(name: SettingName, text: string): string | undefined {
  if (text === "") return undefined;
  const result = settings[name].parser.safeParse(text);
  return result.success ? undefined : `It ${result.error.issues[0]?.message ?? "is wrong"}.`;
}

/** Adds a user and a password to a URL that has none. */
async function withLogin(url: string): Promise<string> {
  if (!/^[a-z+]+:\/\//.test(url) || url.includes("@")) return url;
  const user = (await promptText("User on that server (empty: none)")).trim();
  if (user === "") return url;
  const password = await promptSecret("Password on that server");
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return url.replace("://", () => `://${login}@`);
}
