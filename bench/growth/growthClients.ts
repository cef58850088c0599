import { postJson } from "../compare/HttpConnection.js";
import type { Client } from "../compare/load.js";
import { PASSWORD, type Population } from "./Population.js";
import { knownUserAt } from "./people.js";
import type { Sample } from "./Sample.js";

type MakeClient = () => Promise<Client>;

const AUTH = "/api/v1/auth";
const CLIENTS_AT_MOST = 32;

/** Asks for the path as one session after the other. */
export function askAsAnybody(sample: Sample, path: string): MakeClient {
  const request = sample.asking(path);
  return async () => ({ request });
}

/** Each client has a share of the sessions for itself and spends their tokens in turn. */
export function refreshAnybody({ refreshable }: Sample): MakeClient {
  let clients = 0;
  return async () => {
    const number = clients++ % CLIENTS_AT_MOST;
    const own = refreshable.filter((_, index) => index % CLIENTS_AT_MOST === number);
    let turn = 0;
    const current = () => {
      const tokens = own[turn % own.length];
      if (tokens === undefined) throw new Error("There are too few sessions for so many clients.");
      return tokens;
    };
    return {
      request: () => postJson(`${AUTH}/refresh-token`, { refreshToken: current().refreshToken }),
      answered: ({ body }) => {
        const { data } = JSON.parse(body.toString()) as { data: { refreshToken: string } };
        current().refreshToken = data.refreshToken;
        turn += 1;
      },
    };
  };
}

/** Signs in as one user after the other, from a program without cookies. */
export function signInAsAnybody(population: Population): MakeClient {
  const request = () => {
    const { username } = knownUserAt(population, Math.random());
    return postJson(`${AUTH}/login`, { username, password: PASSWORD });
  };
  return async () => ({ request });
}
