import type { Action } from "../model/Action.js";
import type { Flight, State } from "../model/State.js";
import { generationOf, NONE, tokenBehind, variantOf } from "../model/tokens.js";
import type { Step } from "./walk.js";

type Of<Kind extends Action["kind"]> = Extract<Action, { kind: Kind }>;

/** A step in words, or `null` when it says nothing to a reader. */
export function sentenceOf(step: Step): string | null {
  const { action } = step;
  switch (action.kind) {
    case "tick":
      return null;
    case "clockBack":
      return `The clock of server ${action.server + 1} is set back.`;
    case "send":
      return sent(step, action);
    case "use":
      return `${action.who === "owner" ? "The owner" : "The thief"} uses access token A${accessOf(step, action)}.`;
    case "copy":
      return `A thief copies ${tokenName(step, step.before.jar.refresh)}.`;
    case "logout":
      return signedOut(step);
    case "logoutAll":
      return "The owner signs out everywhere: the user's epoch rises.";
    case "changePassword":
      return "The owner changes the password: the user's epoch rises.";
    case "backup":
      return "The operator makes a backup of the database.";
    case "restore":
      return "The servers are stopped, and the backup is restored.";
    case "deliver":
      return delivered(step, flightOf(step, action));
    case "read":
    case "decide":
      return decided(step, flightOf(step, action));
    case "write":
      return written(step, action, flightOf(step, action));
    case "lose":
      return `The answer to ${nameOf(flightOf(step, action))} is lost.`;
    case "abandon":
      return `The client gives ${nameOf(flightOf(step, action))} up; it is still on its way.`;
    case "duplicate":
      return `The network makes a copy of ${nameOf(flightOf(step, action))}.`;
    case "fail":
      return `The server fails before it has carried out ${nameOf(flightOf(step, action))}.`;
  }
}

function flightOf({ before }: Step, { flight }: Extract<Action, { flight: number }>): Flight {
  const found = before.flights[flight];
  if (found === undefined) throw new Error(`no request ${flight}`);
  return found;
}

function nameOf({ name, kind }: Flight): string {
  const what = { refresh: "request", use: "use", logout: "sign-out", renew: "password change" }[kind];
  return `${what} ${name ?? "?"}`;
}

function tokenName({ generations }: Step, token: number): string {
  return `R${generationOf(token) + generations}${"′".repeat(variantOf(token))}`;
}

function accessOf({ before, generations }: Step, { who }: Of<"use">): number {
  return (who === "owner" ? before.jar.access : before.thief.access) + generations;
}

function sent(step: Step, { who, token, fromCookie, key }: Of<"send">): string {
  const name = step.after.flights.at(-1)?.name ?? "?";
  const sender = { owner: fromCookie ? "A tab" : "The client", thief: "The thief" }[who];
  const disguise = who === "thief" ? `, ${fromCookie ? "as a browser does" : "as a client does"}` : "";
  const withKey = key === 0 ? "" : ", with its key";
  return `${sender} sends ${tokenName(step, token)}${disguise}${withKey}: request ${name}.`;
}

function signedOut(step: Step): string {
  const name = step.after.flights.at(-1)?.name ?? "?";
  return `The owner signs out with ${tokenName(step, step.before.jar.refresh)}: sign-out ${name}.`;
}

function delivered(step: Step, flight: Flight): string {
  const { answer } = flight;
  if (answer?.kind !== "tokens") return `The answer to ${nameOf(flight)} arrives.`;
  const brings = answer.refresh === NONE ? "no refresh cookie" : tokenName(step, answer.refresh);
  const access = `A${answer.access + step.generations}`;
  return `The answer to ${nameOf(flight)} arrives with ${brings} and ${access}.`;
}

function decided(step: Step, flight: Flight): string {
  const { action, before } = step;
  const at = action.kind === "read" && before.offsets.length > 1 ? ` ${action.server + 1}` : "";
  const after = afterOf(step, flight);
  const verb = action.kind === "read" ? "reads the record" : "decides";
  const server = `For ${nameOf(flight)} the server${at} ${verb}`;
  if (after?.stage === "read") return `${server}.`;
  if (after?.stage === "writing") return `${server} and has something to write.`;
  return `${server} and answers${answerIn(step, flight, after)}.`;
}

/** What the answer to a request is, as far as the states tell. */
function answerIn(step: Step, flight: Flight, after: Flight | undefined): string {
  if (after?.answer?.kind === "tokens") return withTokens(step, after.answer);
  if (flight.who === "thief" && step.after.thief !== step.before.thief) {
    return withTokens(step, { refresh: step.after.thief.own, access: step.after.thief.access });
  }
  return flight.kind === "refresh" && !flight.abandoned ? " with a refusal" : "";
}

function withTokens(step: Step, { refresh, access }: { refresh: number; access: number }): string {
  const brings = refresh === NONE ? "no refresh cookie" : tokenName(step, refresh);
  return ` with ${brings} and A${access + step.generations}`;
}

function afterOf({ before, after }: Step, flight: Flight): Flight | undefined {
  if (after.flights.length < before.flights.length) return undefined;
  return after.flights.find(({ name }) => name === flight.name);
}

function written(step: Step, { outcome }: Of<"write">, flight: Flight): string {
  if (outcome === "dropped") return `The write of ${nameOf(flight)} is lost, and the server is not told.`;
  const untold = outcome === "stored" ? "; the server is not told" : "";
  return `The write of ${nameOf(flight)} is stored: ${changeOf(step)}${untold}${answerAfterWrite(step, flight)}.`;
}

function answerAfterWrite(step: Step, flight: Flight): string {
  const after = afterOf(step, flight);
  const hasAnswer = after?.stage === "answered" || (flight.who === "thief" && step.after.thief !== step.before.thief);
  return hasAnswer ? `. It answers${answerIn(step, flight, after)}` : "";
}

function changeOf(step: Step): string {
  const [before, after] = [step.before.session, step.after.session];
  if (after.revokedAt !== null) return `the session is ended (${after.revokeReason ?? ""})`;
  const current = tokenName(step, tokenBehind(after.tokenHash));
  if (after.tokenHash !== before.tokenHash) return `${current} is the current token`;
  if (after.lateCount > before.lateCount) return "a late recovery is counted";
  if (after.confirmedAt !== before.confirmedAt) return `${current} was seen in use`;
  return stateOf(step.after);
}

function stateOf({ session }: State): string {
  return `the record is of generation ${session.generation} again`;
}
