import type { Command } from "commander";
import { addUsersCreate } from "./users/create.js";
import { addUsersDelete } from "./users/delete.js";
import { addUsersDisable, addUsersEnable } from "./users/disable.js";
import { addUsersList } from "./users/list.js";
import { addUsersSetRole } from "./users/setRole.js";
import { addUsersShow } from "./users/show.js";

/** `latchkey users` */
export function addUsers(program: Command): void {
  const users = program.command("users").description("Looks after accounts.");
  addUsersList(users);
  addUsersShow(users);
  addUsersCreate(users);
  addUsersDisable(users);
  addUsersEnable(users);
  addUsersDelete(users);
  addUsersSetRole(users);
}
