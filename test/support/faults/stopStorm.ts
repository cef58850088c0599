import { once } from "node:events";
import { Agent, request } from "node:http";

/** A server that can be asked to stop. */
export interface Stoppable {
  readonly origin: string;
  /** Sends SIGTERM and answers the exit code. */
  stop(): Promise<number | null>;
}

export interface StopFigures {
  readonly stops: number;
  readonly answered: number;
  /** Met a closed port, so nothing was sent. */
  refused: number;
  /** Connected, and got no whole answer. */
  readonly lost: string[];
  readonly exitCodes: Set<number | null>;
}

/** So many answers after a server has started it is stopped. */
const BEFORE_STOP = 30;
const CLIENTS = 12;

/**
 * Clients ask without a pause, each time over a new connection, a third of them over one that is kept alive, while one server after
 * the other is started and stopped by a signal.
 */
export async function stopStorm(stops: number, start: () => Promise<Stoppable>): Promise<StopFigures> {
  const figures = { stops, answered: 0, refused: 0, lost: [] as string[], exitCodes: new Set<number | null>() };
  let origin = "";
  let onAnswer = () => {};

  async function ask(agent: Agent | false): Promise<void> {
    const outgoing = request(`${origin}/api/v1/auth/password-policy`, { agent });
    let isConnected = false;
    outgoing.once("socket", (socket) => {
      isConnected = !socket.connecting;
      socket.once("connect", () => {
        isConnected = true;
      });
    });
    try {
      const [[response]] = await Promise.all([once(outgoing, "response"), outgoing.end()]);
      response.resume();
      await once(response, "end");
      figures.answered += 1;
      onAnswer();
    } catch (error) {
      // HTTP lets a server close a connection that waits, and a client send over it at that moment: nobody has read that request.
      const isOld = outgoing.reusedSocket;
      if (isConnected && !isOld) figures.lost.push(String(error));
      else figures.refused += 1;
    }
  }

  async function client(agent: Agent | false, isOver: () => boolean): Promise<void> {
    while (!isOver()) await ask(agent);
  }

  for (let nth = 0; nth < stops; nth += 1) {
    const server = await start();
    origin = server.origin;
    let hasEnded = false;
    const enough = new Promise<void>((resolve) => {
      const until = figures.answered + BEFORE_STOP;
      onAnswer = () => figures.answered >= until && resolve();
    });
    const agents = Array.from({ length: CLIENTS }, (_, at) => (at % 3 === 0 ? new Agent({ keepAlive: true }) : false));
    const clients = agents.map((agent) => client(agent, () => hasEnded));
    await enough;
    figures.exitCodes.add(await server.stop());
    hasEnded = true;
    await Promise.all(clients);
  }
  return figures;
}
