import { SECOND } from "../../utils/duration.js";
import { loadNodemailer } from "./loadNodemailer.js";
import { smtpFailure } from "./smtpError.js";
import { smtpOptions } from "./smtpOptions.js";

const PATIENCE = 5 * SECOND;

/**
 * Connects to the mail server and signs in, as for a mail, and sends none. Answers why that failed, or `null`. The answer holds
 * nothing of the password.
 */
export async function checkSmtp(url: string): Promise<string | null> {
  const { createTransport } = await loadNodemailer();
  const transport = createTransport(smtpOptions(url, PATIENCE));
  try {
    await transport.verify();
    return null;
  } catch (error) {
    return `It was refused ${smtpFailure(error)}`;
  } finally {
    transport.close();
  }
}
