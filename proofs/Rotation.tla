------------------------------ MODULE Rotation ------------------------------
(* The rotation of refresh tokens, for readers: one session of one browser, its tabs, a network that delays, reorders and   *)
(* loses, and a thief; or one of a client that retries with an Idempotency-Key. The code is src/services/session/rotation.ts; this is the same rule said a second time, and a test   *)
(* compares all states that the two can reach (proofs/spec, test/proofs/specification.test.ts).                             *)
(*                                                                                                                          *)
(* A token is named by its generation: whoever presents one of an earlier generation derives the current one along stored  *)
(* salts, so a generation has one secret. A server reads the record, decides, and writes only if the version is still the  *)
(* one that it read.                                                                                                        *)
EXTENDS Integers, Sequences

CONSTANTS
  Grace,        \* how long a spend, or the first use of what it brought, may be seen again
  RoundTrip,    \* the longest way of an owner's request and its answer
  Tabs,         \* refreshes of the owner under way at once
  Retrying,     \* the owner is no browser, and sends its key with every token
  MaxTicks, MaxSends, MaxLosses, MaxCopies, MaxDuplicates

VARIABLES
  now,
  session,      \* the record in the store
  jar,          \* the owner's cookies: the refresh token, and the generation of the access token
  thief,        \* the token that it copied, the token that it was given, the generation of its access token
  flights,      \* requests and answers, wherever they are
  known,        \* known[g + 1]: when it was stored that generation g is in use
  left          \* what may still happen

vars == <<now, session, jar, thief, flights, known, left>>

Never == -1
LateLimit == 5
Remembered == 4

Max(a, b) == IF a > b THEN a ELSE b
Elapsed(t, since) == Max(0, t - since)

----------------------------------------------------------------------------
(* The rule. `s` is the record, `token` what was presented, `t` the server's time. Tolerant is a request that came with the *)
(* cookie from a browser; the browser opened this session. `key` says whether it came with the owner's Idempotency-Key.     *)

Written(s) == [s EXCEPT !.version = @ + 1]

Revoked(s) == [Written(s) EXCEPT !.ended = TRUE]

Confirmed(s, t) == IF s.confirmed # Never THEN s ELSE [Written(s) EXCEPT !.confirmed = t]

LastUse(spent) == Max(spent.at, spent.confirmed)

\* Presenting the current token proves that it arrived, if nothing did before.
Marked(s, t) ==
  [i \in 1..Len(s.previous) |->
    IF s.previous[i].gen = s.gen - 1
    THEN [s.previous[i] EXCEPT !.confirmed = IF s.confirmed = Never THEN t ELSE s.confirmed]
    ELSE s.previous[i]]

\* From the first spent token on that a tab may still present, all are kept: the current one is derived along them.
Kept(s, t) ==
  LET marked == Marked(s, t)
      needed == {i \in 1..Len(marked) : Elapsed(t, LastUse(marked[i])) <= Grace}
  IN IF needed = {} THEN <<>>
     ELSE SubSeq(marked, CHOOSE i \in needed : \A j \in needed : i <= j, Len(marked))

LastOf(q) == IF Len(q) <= Remembered THEN q ELSE SubSeq(q, Len(q) - Remembered + 1, Len(q))

Rotated(s, t, key) ==
  [Written(s) EXCEPT
    !.gen = @ + 1,
    !.confirmed = Never,
    !.previous = LastOf(Append(Kept(s, t), [gen |-> s.gen, at |-> t, confirmed |-> Never, key |-> key]))]

\* The window opens anew, so that the rest of the same burst costs nothing.
RecoveredLate(s, i, t) == [Written(s) EXCEPT !.late = @ + 1, !.previous[i].at = t]

Verdict(kind, next) == [kind |-> kind, next |-> next]

DecideCurrent(s, t, tolerant, key) ==
  LET young == s.confirmed = Never \/ 2 * Elapsed(t, s.confirmed) < Grace
  IN IF tolerant /\ s.gen > 0 /\ young
     THEN Verdict("repeat current", Confirmed(s, t))
     ELSE Verdict("rotate", Rotated(s, t, key))

\* A client that used the successor has its answer: what comes later with its key is a stale copy, and ends nothing.
DecideRetry(s, confirmed, t) ==
  IF confirmed # Never /\ Elapsed(t, confirmed) > Grace THEN Verdict("reject", s) ELSE Verdict("repeat", s)

DecideSpent(s, token, t, tolerant, key) ==
  LET entries == {i \in 1..Len(s.previous) : s.previous[i].gen = token}
  IN IF entries = {} THEN Verdict("revoke", Revoked(s))
     ELSE LET i == CHOOSE e \in entries : TRUE
              spent == s.previous[i]
              immediate == spent.gen = s.gen - 1
              confirmed == IF immediate THEN s.confirmed ELSE spent.confirmed
          IN IF key /\ spent.key THEN DecideRetry(s, confirmed, t)
             ELSE IF ~tolerant THEN Verdict("revoke", Revoked(s))
             ELSE IF Elapsed(t, Max(spent.at, confirmed)) <= Grace THEN Verdict("repeat", s)
             ELSE IF immediate /\ s.confirmed = Never /\ s.late < LateLimit
                  THEN Verdict("repeat", RecoveredLate(s, i, t))
                  ELSE Verdict("revoke", Revoked(s))

Decide(s, token, t, tolerant, key) ==
  IF s.ended THEN Verdict("reject", s)
  ELSE IF token = s.gen THEN DecideCurrent(s, t, tolerant, key) ELSE DecideSpent(s, token, t, tolerant, key)

----------------------------------------------------------------------------
(* Requests. `answer` is what is on its way back: a token, or Never when the answer leaves the refresh cookie alone.        *)

Request(who, kind, token, cookie, key) ==
  [who |-> who, kind |-> kind, token |-> token, cookie |-> cookie, key |-> key, abandoned |-> FALSE, stage |-> "sent", sentAt |-> now,
   server |-> FALSE, decidedAt |-> 0, base |-> 0, answer |-> Never, access |-> Never]

Without(i) == SubSeq(flights, 1, i - 1) \o SubSeq(flights, i + 1, Len(flights))
With(i, flight) == [flights EXCEPT ![i] = flight]
Count(who, kind) == Len(SelectSeq(flights, LAMBDA f : f.who = who /\ f.kind = kind /\ ~f.abandoned))

\* An answer to a thief is with it at once; a refusal changes nobody, and nobody waits for the answer to a copy.
Answered(i, verdict) ==
  LET f == flights[i]
      answer == IF verdict.kind = "repeat current" THEN Never ELSE verdict.next.gen
      access == verdict.next.gen
  IN IF verdict.kind \in {"reject", "revoke"} \/ f.abandoned THEN flights' = Without(i) /\ UNCHANGED thief
     ELSE IF f.who = "thief"
          THEN /\ flights' = Without(i)
               /\ thief' = [thief EXCEPT !.own = IF answer = Never THEN @ ELSE answer, !.access = access]
          ELSE /\ flights' = With(i, [f EXCEPT !.stage = "answered", !.server = FALSE, !.decidedAt = 0, !.base = 0,
                                               !.answer = answer, !.access = access])
               /\ UNCHANGED thief

\* When it was first stored that the generation before this write is in use; only the checks below ask for it.
Known(next) ==
  LET g == session.gen
      tells == next.gen > g \/ (next.confirmed # Never /\ session.confirmed = Never)
  IN known' = IF tells /\ known[g + 1] = Never THEN Append([known EXCEPT ![g + 1] = now], Never) ELSE known

----------------------------------------------------------------------------
(* What may happen. *)

Init ==
  /\ now = 0
  /\ session = [gen |-> 0, version |-> 0, confirmed |-> Never, previous |-> <<>>, late |-> 0, ended |-> FALSE]
  /\ jar = [refresh |-> 0, access |-> 0]
  /\ thief = [stolen |-> Never, own |-> Never, access |-> Never]
  /\ flights = <<>>
  /\ known = <<Never>>
  /\ left = [ticks |-> MaxTicks, sends |-> MaxSends, losses |-> MaxLosses, copies |-> MaxCopies,
            duplicates |-> MaxDuplicates]

IsOnTime(f) == f.who = "thief" \/ (f.kind = "use" /\ f.stage = "writing") \/ now - f.sentAt < RoundTrip

Tick ==
  /\ left.ticks > 0
  /\ \A i \in 1..Len(flights) : IsOnTime(flights[i])
  /\ now' = now + 1
  /\ left' = [left EXCEPT !.ticks = @ - 1]
  /\ UNCHANGED <<session, jar, thief, flights, known>>

Send ==
  /\ left.sends > 0
  /\ Count("owner", "refresh") < Tabs
  /\ flights' = Append(flights, Request("owner", "refresh", jar.refresh, ~Retrying, Retrying))
  /\ left' = [left EXCEPT !.sends = @ - 1]
  /\ UNCHANGED <<now, session, jar, thief, known>>

\* Whether a use of an access token of that generation tells the server anything.
Tells(g) == g = session.gen /\ session.confirmed = Never

Use ==
  /\ Tells(jar.access)
  /\ Count("owner", "use") = 0
  /\ flights' = Append(flights, Request("owner", "use", jar.access, FALSE, FALSE))
  /\ UNCHANGED <<now, session, jar, thief, known, left>>

Copy ==
  /\ left.copies > 0
  /\ jar.refresh \notin {thief.stolen, thief.own}
  /\ thief' = [thief EXCEPT !.stolen = jar.refresh]
  /\ left' = [left EXCEPT !.copies = @ - 1]
  /\ UNCHANGED <<now, session, jar, flights, known>>

\* As a browser does, or as a strict client does.
ThiefSends(token, cookie) ==
  /\ token # Never
  /\ left.sends > 0
  /\ Count("thief", "refresh") = 0
  /\ flights' = Append(flights, [Request("thief", "refresh", token, cookie, FALSE) EXCEPT !.sentAt = 0])
  /\ left' = [left EXCEPT !.sends = @ - 1]
  /\ UNCHANGED <<now, session, jar, thief, known>>

ThiefUses ==
  /\ MaxCopies > 0
  /\ ~session.ended /\ Tells(thief.access)
  /\ session' = Confirmed(session, now)
  /\ Known(session')
  /\ UNCHANGED <<now, jar, thief, flights, left>>

\* Read, take the time, decide. Nothing to write: answer.
Read(i) ==
  LET f == flights[i]
      verdict == Decide(session, f.token, now, f.cookie, f.key)
  IN /\ f.stage = "sent" /\ f.kind = "refresh"
     /\ IF verdict.next = session
        THEN Answered(i, verdict)
        ELSE /\ flights' = With(i, [f EXCEPT !.stage = "writing", !.server = TRUE, !.decidedAt = now, !.base = session.version])
             /\ UNCHANGED thief
     /\ UNCHANGED <<now, session, jar, known, left>>

ReadUse(i) ==
  LET f == flights[i]
  IN /\ f.stage = "sent" /\ f.kind = "use"
     /\ flights' = IF session.ended \/ ~Tells(f.token) THEN Without(i)
                   ELSE With(i, [f EXCEPT !.stage = "writing", !.server = TRUE, !.decidedAt = now, !.base = session.version])
     /\ UNCHANGED <<now, session, jar, thief, known, left>>

\* Compare and set. The decision was taken on this very record, at the time that was taken then.
Write(i) ==
  LET f == flights[i]
      verdict == Decide(session, f.token, f.decidedAt, f.cookie, f.key)
  IN /\ f.stage = "writing" /\ f.kind = "refresh" /\ f.base = session.version
     /\ session' = verdict.next
     /\ Known(session')
     /\ Answered(i, verdict)
     /\ UNCHANGED <<now, jar, left>>

WriteUse(i) ==
  LET f == flights[i]
  IN /\ f.stage = "writing" /\ f.kind = "use" /\ f.base = session.version
     /\ session' = Confirmed(session, f.decidedAt)
     /\ Known(session')
     /\ flights' = Without(i)
     /\ UNCHANGED <<now, jar, thief, left>>

\* Somebody wrote in between: read again. A confirmation is not tried again.
LoseRace(i) ==
  LET f == flights[i]
  IN /\ f.stage = "writing" /\ f.base # session.version
     /\ flights' = IF f.kind = "use" THEN Without(i)
                   ELSE With(i, [f EXCEPT !.stage = "sent", !.decidedAt = 0, !.base = 0])
     /\ UNCHANGED <<now, session, jar, thief, known, left>>

Deliver(i) ==
  LET f == flights[i]
  IN /\ f.stage = "answered"
     /\ jar' = [refresh |-> IF f.answer = Never THEN jar.refresh ELSE f.answer, access |-> f.access]
     /\ flights' = Without(i)
     /\ UNCHANGED <<now, session, thief, known, left>>

Lose(i) ==
  /\ flights[i].stage = "answered"
  /\ left.losses > 0
  /\ left' = [left EXCEPT !.losses = @ - 1]
  /\ flights' = Without(i)
  /\ UNCHANGED <<now, session, jar, thief, known>>

\* The network makes a copy of a request, which may arrive at any time.
Duplicate(i) ==
  LET f == flights[i]
  IN /\ f.stage = "sent" /\ f.who = "owner" /\ f.kind = "refresh" /\ ~f.abandoned /\ ~f.server
     /\ left.duplicates > 0
     /\ left' = [left EXCEPT !.duplicates = @ - 1]
     /\ flights' = Append(flights, [f EXCEPT !.abandoned = TRUE])
     /\ UNCHANGED <<now, session, jar, thief, known>>

Next ==
  \/ Tick \/ Send \/ Use \/ Copy \/ ThiefUses
  \/ \E token \in {thief.stolen, thief.own}, cookie \in BOOLEAN : ThiefSends(token, cookie)
  \/ \E i \in 1..Len(flights) :
       Read(i) \/ ReadUse(i) \/ Write(i) \/ WriteUse(i) \/ LoseRace(i) \/ Deliver(i) \/ Lose(i) \/ Duplicate(i)

----------------------------------------------------------------------------
(* States that differ in the order of requests, or in how often the record was written, are one. *)

Seen(f) == [f EXCEPT !.base = IF f.stage = "writing" /\ @ = session.version THEN 1 ELSE 0]
SeenFlights == {Seen(flights[i]) : i \in 1..Len(flights)}
Times(f) == Len(SelectSeq(flights, LAMBDA g : Seen(g) = f))

View == <<now, [session EXCEPT !.version = 0], jar, thief, [f \in SeenFlights |-> Times(f)], known, left>>

----------------------------------------------------------------------------
(* What must hold. The numbers are those of docs/why/proof.md. *)

\* 3: as long as nobody copied a token or a request, nobody is signed out.
NoHonestLogout == left.copies = MaxCopies /\ left.duplicates = MaxDuplicates => ~session.ended

\* 5: whoever holds a spent token whose successor was known to be in use for longer than the grace is found out, and a
\* strict request with any spent token is.
Held == {jar.refresh, thief.stolen, thief.own} \ {Never}
Detection ==
  \A token \in Held, cookie \in BOOLEAN :
    LET isSpent == token < session.gen /\ ~session.ended
        isOld == known[token + 2] # Never /\ now - known[token + 2] > Grace
    IN isSpent /\ (~cookie \/ isOld) => Decide(session, token, now, cookie, FALSE).kind = "revoke"

\* 5: unless the request is the retry of the spend. That is refused once its successor was in use for longer than the grace.
NoStaleRetry ==
  \A i \in 1..Len(session.previous) :
    LET spent == session.previous[i]
        confirmed == IF spent.gen = session.gen - 1 THEN session.confirmed ELSE spent.confirmed
        verdict == Decide(session, spent.gen, now, FALSE, TRUE)
    IN spent.key /\ ~session.ended
         => verdict.kind = IF confirmed # Never /\ now - confirmed > Grace THEN "reject" ELSE "repeat"

\* 15
Bounded == Len(session.previous) <= Remembered

\* 2 and 4
OneAtATime == [][session'.gen \in {session.gen, session.gen + 1}]_vars
NothingLivesAgain == [][session.ended => session' = session]_vars

Spec == Init /\ [][Next]_vars
=============================================================================
