import { ERRORS } from "../../src/utils/errorCodes.js";
import type { Parts } from "./fillPage.js";

const TITLES: Record<number, string> = {
  400: "Bad request",
  401: "Not signed in",
  403: "Not allowed",
  404: "Not found",
  405: "Wrong method",
  409: "Conflict",
  413: "Too large",
  415: "Wrong type",
  429: "Too many requests",
  500: "A bug",
  503: "Temporarily unavailable",
};

/** Every code, by status. */
export function errorsParts(): Parts {
  const statuses = [...new Set(Object.values(ERRORS).map(({ status }) => status))].sort();
  const sections = statuses.map((status) => {
    const errors = Object.entries(ERRORS).filter(([, error]) => error.status === status);
    const heading = `## ${status} ${TITLES[status] ?? ""}`.trimEnd();
    return [heading, ...errors.map(([code, error]) => entry(code, error))].join("\n\n");
  });
  return { codes: sections.join("\n\n") };
}

function entry(code: string, { message, fix }: { message: string; fix: string }): string {
  const further = message.endsWith(fix) ? "" : ` ${fix}`;
  return `### ${code}\n\n"${message}"${further}`;
}
