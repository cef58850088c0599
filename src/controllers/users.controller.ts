import type { RequestHandler } from "express";
import type { SettingsBody } from "../schemas/users.schema.js";
import { type AccountService, toUserView } from "../services/account/index.js";
import { ApiResponse } from "../utils/ApiResponse.js";
import { signedIn } from "./signedIn.js";

export function createUsersController(deps: { account: AccountService }) {
  const profile: RequestHandler = (req, res) => {
    res.status(200).json(new ApiResponse(200, signedIn(req).user, "Your profile."));
  };

  const changeSettings: RequestHandler<Record<string, string>, unknown, SettingsBody> = async (req, res) => {
    const user = await deps.account.changeSettings(signedIn(req).user._id, req.body);
    res.status(200).json(new ApiResponse(200, toUserView(user), "The settings were changed."));
  };

  return { profile, changeSettings };
}
