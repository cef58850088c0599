import type { Site, SiteAnswer, SiteRequest } from "./Site.js";

const TIMES = 5;

/**
 * One request several times in a row, each over a connection of its own. A balancer that goes round reaches every server
 * of up to five.
 */
export async function sendRepeatedly(site: Site, request: SiteRequest): Promise<SiteAnswer[]> {
  const answers: SiteAnswer[] = [];
  for (let nr = 0; nr < TIMES; nr += 1) answers.push(await site.send(request));
  return answers;
}
