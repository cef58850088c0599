import { type EnvValues, type SettingName, settings } from "../../config/index.js";
import { askSecret, askText } from "../questions.js";

interface Question {
  readonly name: SettingName;
  readonly message: string;
  readonly initial?: string;
  /** The URL takes a user and a password, which are asked for one by one. */
  readonly login?: true;
}

/** What most installations have to say. Everything else is in the file, commented out. */
const QUESTIONS: readonly Question[] = [
  { name: "PUBLIC_URL", message: "Public URL that users see", initial: "http://localhost:3000" },
  {
    name: "DATABASE_URL",
    message: "Database: sqlite:<file> or mongodb://…, without a password",
    initial: settings.DATABASE_URL.default,
    login: true,
  },
  { name: "SMTP_URL", message: "Mail server, such as smtps://mail.example.com:465 (empty: none)", login: true },
  { name: "MAIL_FROM", message: "Sender of mail (empty: no-reply at the public URL)" },
  { name: "TRUST_PROXY", message: "Proxies in front of the server (empty: none)" },
  { name: "CORS_ORIGIN", message: "Other origins whose pages may call the API (empty: none)" },
];

/** Asks for what is not known yet. An empty answer leaves the default. */
export async function askSettings(known: EnvValues): Promise<EnvValues> {
  const answers: Partial<Record<SettingName, string>> = {};
  for (const question of QUESTIONS.filter(({ name }) => known[name] === undefined)) {
    const answer = (await askText(question.message, settingsOfQuestion(question))).trim();
    if (answer === "" || answer === settings[question.name].default) continue;
    answers[question.name] = question.login ? await withLogin(answer) : answer;
  }
  return answers;
}

function settingsOfQuestion({ name, initial = "" }: Question) {
  const check = (text: string): string | undefined => {
    if (text.trim() === "") return undefined;
    const result = settings[name].parser.safeParse(text.trim());
    return result.success ? undefined : `It ${result.error.issues[0]?.message ?? "is wrong"}.`;
  };
  return { initial, check };
}

/** The URL of a server with the user and the password in it. */
async function withLogin(url: string): Promise<string> {
  if (!/^[a-z+]+:\/\//.test(url) || url.includes("@")) return url;
  const user = (await askText("User there (empty: none)")).trim();
  if (user === "") return url;
  const password = await askSecret("Password there");
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return url.replace("://", () => `://${login}@`);
}
