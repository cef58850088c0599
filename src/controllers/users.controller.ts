import type { Request, RequestHandler } from "express";
import { ApiResponse, sendAnswer } from "../http/ApiResponse.js";
import type { AuthCookies } from "../http/authCookies.js";
import { clientInfoOf } from "../http/clientInfo.js";
import { requireUser } from "../http/requireUser.js";
import type { ActivityQuery, ChangeEmailBody, DeleteAccountBody, SettingsBody } from "../schemas/users.schema.js";
import { type AccountService, toUserView } from "../services/account/index.js";

type Handler<Body = unknown> = RequestHandler<Record<string, string>, unknown, Body>;

export function createUsersController(deps: {
  account: AccountService;
  cookies: AuthCookies;
  readActivityQuery: (req: Pick<Request, "url">) => ActivityQuery;
}) {
  const { account } = deps;

  const profile: Handler = (req, res) => {
    sendAnswer(res, new ApiResponse(200, requireUser(req).user, "Your profile."));
  };

  const changeSettings: Handler<SettingsBody> = async (req, res) => {
    const user = await account.changeSettings(askingOf(req), req.body);
    sendAnswer(res, new ApiResponse(200, toUserView(user), "The settings were changed."));
  };

  const changeEmail: Handler<ChangeEmailBody> = async (req, res) => {
    await account.requestEmailChange({ ...askingOf(req), ...req.body });
    sendAnswer(res, new ApiResponse(202, {}, "A link was sent to the new address. The old one was told."));
  };

  const deleteAccount: Handler<DeleteAccountBody> = async (req, res) => {
    await account.deleteAccount({ ...askingOf(req), password: req.body.password });
    deps.cookies.clear(res);
    sendAnswer(res, new ApiResponse(200, {}, "The account and everything of it were deleted."));
  };

  const exportData: Handler = async (req, res) => {
    const data = await account.exportData(askingOf(req));
    sendAnswer(res, new ApiResponse(200, data, "All that is stored about you, secrets aside."));
  };

  const activity: Handler = async (req, res) => {
    const { limit, before } = deps.readActivityQuery(req);
    const events = await account.activity({ userId: requireUser(req).user._id, limit, before: before ?? null });
    const shown = events.map(({ userId: _, ...event }) => event);
    sendAnswer(res, new ApiResponse(200, shown, "What happened to your account, newest first."));
  };

  return { profile, changeSettings, changeEmail, deleteAccount, exportData, activity };
}

function askingOf(req: Request) {
  const { user, auth } = requireUser(req);
  return { userId: user._id, sessionId: auth.sessionId, client: clientInfoOf(req) };
}
