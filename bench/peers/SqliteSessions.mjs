import session from "express-session";

const DAY = 24 * 60 * 60 * 1000;

/** Sessions of express-session in SQLite, a row each, as its store packages keep them: JSON and an expiry that each request moves. */
export class SqliteSessions extends session.Store {
  #get;
  #set;
  #touch;
  #destroy;

  constructor(database) {
    super();
    database.exec("CREATE TABLE sessions (sid TEXT PRIMARY KEY, sess TEXT NOT NULL, expires INTEGER NOT NULL) STRICT");
    this.#get = database.prepare("SELECT sess FROM sessions WHERE sid = ? AND expires > ?").pluck();
    this.#set = database.prepare("INSERT OR REPLACE INTO sessions VALUES (?, ?, ?)");
    this.#touch = database.prepare("UPDATE sessions SET expires = ? WHERE sid = ?");
    this.#destroy = database.prepare("DELETE FROM sessions WHERE sid = ?");
  }

  get(sid, done) {
    const text = this.#get.get(sid, Date.now());
    done(null, text === undefined ? null : JSON.parse(text));
  }

  set(sid, content, done) {
    this.#set.run(sid, JSON.stringify(content), expiryOf(content));
    done(null);
  }

  touch(sid, content, done) {
    this.#touch.run(expiryOf(content), sid);
    done(null);
  }

  destroy(sid, done) {
    this.#destroy.run(sid);
    done(null);
  }
}

function expiryOf({ cookie }) {
  return Date.now() + (cookie.maxAge ?? DAY);
}
