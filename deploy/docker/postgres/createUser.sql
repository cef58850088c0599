-- Run by psql once, on an empty volume: the account that Latchkey uses, which owns one schema and can make no other.
\set password `cat /run/secrets/postgres-latchkey-password`
CREATE ROLE latchkey LOGIN PASSWORD :'password';
REVOKE ALL ON DATABASE latchkey FROM PUBLIC;
GRANT CONNECT ON DATABASE latchkey TO latchkey;
CREATE SCHEMA latchkey AUTHORIZATION latchkey;
