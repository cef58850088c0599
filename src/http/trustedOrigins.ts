import { callAppAtOnce } from "../services/hooks/index.js";

/** The app's own answer about an origin. */
export type TrustsOrigin = (origin: string) => boolean;

const MAX_LENGTH = 255;

/**
 * Asks the app about an origin, if it is one as browsers send them: `new URL` of it never throws, and it is never "null", which files
 * and sandboxed frames of every site share. Throws an Error when the app's function throws or does not answer yes or no.
 */
export function createTrustsOrigin(ofApp: TrustsOrigin): TrustsOrigin {
  return (origin) => {
    if (!isOrigin(origin)) return false;
    const answer: unknown = callAppAtOnce("trustedOrigins", () => ofApp(origin));
    // A promise is true to an `if`: an asynchronous function would allow every origin.
    if (typeof answer !== "boolean") throw new Error("trustedOrigins must return true or false.");
    return answer;
  };
}

function isOrigin(text: string): boolean {
  if (text.length > MAX_LENGTH || !/^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@\\]+$/.test(text) || !URL.canParse(text))
    return false;
  const { origin } = new URL(text);
  // Pages in the shell of an app have an origin that `new URL` does not know.
  return origin === text || origin === "null";
}
