/** How every command that is about one user names them. */
export const USER_ARGUMENT = ["<user>", "id, username or e-mail address"] as const;
