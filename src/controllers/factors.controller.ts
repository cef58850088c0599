import type { Response } from "express";
import type { AuthCookies } from "../http/authCookies.js";
import { clientInfoOf } from "../http/clientInfo.js";
import { authenticatedRequest, type RequestWith, sensitiveRequest } from "../http/request.js";
import type { SessionTokens } from "../http/sessionTokens.js";
import type { ResponseData } from "../openapi/index.js";
import type { BeginTotpBody, ConfirmedChangeBody, ConfirmTotpBody } from "../schemas/factors.schema.js";
import type { CodeFactors, UserViews } from "../services/account/index.js";

export type FactorsController = ReturnType<typeof createFactorsController>;

/** From a checked request to a service and back: each returns the `data` of the response. */
export function createFactorsController(deps: {
  codeFactors: CodeFactors;
  userViews: UserViews;
  cookies: AuthCookies;
  sessionTokens: SessionTokens;
}) {
  return {
    beginTotp: (req: RequestWith<BeginTotpBody>): Promise<ResponseData<"totpBegun">> => {
      const { flow } = req.body;
      return flow === undefined
        ? deps.codeFactors.begin(sensitiveRequest(req, req.body.password))
        : deps.codeFactors.beginEnrolment(flow);
    },

    confirmTotp: async (req: RequestWith<ConfirmTotpBody>, res: Response): Promise<ResponseData<"totpConfirmed">> => {
      const { code, flow } = req.body;
      const presentedDevice = deps.cookies.read(req, "deviceToken");
      if (flow === undefined) {
        const request = { ...authenticatedRequest(req), presentedDevice };
        const { tokens, recoveryCodes } = await deps.codeFactors.confirm(code, request);
        return { ...shown(recoveryCodes), ...deps.sessionTokens.deliver(req, res, tokens) };
      }
      const presentedCookie = deps.cookies.read(req, "refreshToken");
      const request = { presentedCookie, presentedDevice, client: clientInfoOf(req) };
      const { tokens, deviceToken, recoveryCodes } = await deps.codeFactors.confirmEnrolment(code, flow, request);
      deps.cookies.clearDuplicates(res);
      deps.cookies.setDevice(res, deviceToken);
      const user = deps.userViews.of(tokens.user);
      return { user, ...shown(recoveryCodes), ...deps.sessionTokens.deliver(req, res, tokens) };
    },

    removeTotp: async (req: RequestWith<ConfirmedChangeBody>, res: Response): Promise<ResponseData<"tokens">> =>
      deps.sessionTokens.deliver(req, res, await deps.codeFactors.remove(sensitiveRequest(req, req.body.password))),

    makeRecoveryCodes: async (req: RequestWith<ConfirmedChangeBody>): Promise<ResponseData<"recoveryCodes">> => ({
      recoveryCodes: await deps.codeFactors.makeRecoveryCodes(sensitiveRequest(req, req.body.password)),
    }),
  };
}

function shown(recoveryCodes: readonly string[] | null): { recoveryCodes?: readonly string[] } {
  return recoveryCodes === null ? {} : { recoveryCodes };
}
